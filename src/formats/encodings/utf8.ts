import { isAscii, isUtf8 } from 'node:buffer'
import { refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'

const LF = 10

/**
 * The text of a UTF-8 file, strictly: one invalid byte anywhere throws RB-1003 with its line (Data Hub rule F-3).
 *
 * Not TextDecoder: in streaming mode it is several times slower than checking and decoding whole pieces, which is
 * safe once a sequence cut in two by the end of a piece has been put off to the next.
 */
export async function* decodeUtf8(file: SourceFile): AsyncGenerator<string> {
  try {
    yield* utf8Text(file.open())
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    throw refusal('RB-1003', { line: await firstBadLine(file), value: 'not UTF-8' })
  }
}

/** There is an invalid byte in the last chunk that was taken, or at the end of the one before. */
export class NotUtf8 extends Error {}

/** The text of bytes, with its byte order mark. Throws NotUtf8. */
export async function* utf8Text(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const piece of wholeSequences(chunks)) {
    if (isAscii(piece)) yield piece.toString('latin1')
    else if (isUtf8(piece)) yield* narrowAndWide(piece)
    else throw new NotUtf8()
  }
}

/**
 * V8 keeps a text in two bytes a character as soon as one of its characters needs them, and so all the cells and rows that
 * are cut out of it. Lines with such characters come apart from those without.
 */
function* narrowAndWide(piece: Buffer): Generator<string> {
  let from = 0
  let wide = false
  for (let at = 0; at < piece.length; ) {
    const end = endOfBlock(piece, at)
    const isWide = holdsWide(piece, at, end)
    if (isWide !== wide) {
      if (at > from) yield piece.toString('utf8', from, at)
      from = at
      wide = isWide
    }
    at = end
  }
  yield piece.toString('utf8', from)
}

/** Some lines: few enough that most blocks of a file with a foreign name here and there have none. */
const BLOCK_BYTES = 512

function endOfBlock(piece: Buffer, at: number): number {
  const end = piece.indexOf(LF, Math.min(at + BLOCK_BYTES, piece.length))
  return end === -1 ? piece.length : end + 1
}

/** The first byte of U+0100 and of all characters after it is this one or greater. */
const FIRST_OF_WIDE = 0xc4

function holdsWide(piece: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (piece[at]! >= FIRST_OF_WIDE) return true
  return false
}

/** Bytes in pieces that end between characters, as long as they are UTF-8. */
async function* wholeSequences(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? asBuffer(chunk) : Buffer.concat([carry, chunk])
    const whole = bytes.length - unfinishedTail(bytes)
    carry = Buffer.from(bytes.subarray(whole))
    if (whole > 0) yield bytes.subarray(0, whole)
  }
  if (carry.length > 0) yield carry
}

async function firstBadLine(file: SourceFile): Promise<number> {
  let line = 1
  for await (const piece of wholeSequences(file.open())) {
    const isGood = isUtf8(piece)
    for (let at = 0; at < piece.length; line++) {
      const end = piece.indexOf(LF, at)
      if (!isGood && !isUtf8(piece.subarray(at, end === -1 ? piece.length : end))) return line
      if (end === -1) break
      at = end + 1
    }
  }
  return line
}

/** How many bytes at the end begin a UTF-8 sequence without finishing it: 0 to 3. */
function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return needed > back ? back : 0
  }
  return 0
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
