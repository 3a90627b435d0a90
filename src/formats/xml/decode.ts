import { refusal } from '../../domain/finding.ts'
import { LineEnds } from '../encodings/line-ends.ts'
import { NotUtf8, utf8Text } from '../encodings/utf8.ts'
import type { SourceFile } from '../format.ts'

/**
 * The text of a file in pieces, without its byte order mark. `encoding` is a WHATWG label. Bytes that the encoding
 * does not have throw RB-1101 with their line.
 */
export async function* decodeXml(file: SourceFile, encoding: string): AsyncGenerator<string> {
  /** Bytes before the chunk that was taken last. */
  let good = 0
  let taken = 0
  async function* chunks() {
    for await (const chunk of file.open()) {
      good = taken
      taken += chunk.length
      yield chunk
    }
  }
  try {
    if (encoding === 'utf-8') yield* withoutMark(utf8Text(chunks()))
    else yield* otherText(chunks(), encoding)
  } catch (error) {
    if (!isDecodingError(error)) throw error
    throw refusal('RB-1101', { line: await lineOfBadByte(file, encoding, good), value: encoding })
  }
}

async function* withoutMark(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true
  for await (const text of texts) {
    yield isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
    isFirst = false
  }
}

async function* otherText(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const text = decoder.decode()
  if (text !== '') yield text
}

const BYTE_ORDER_MARK = '\ufeff'

/**
 * Reads the file again, byte by byte from the chunk on in which the decoder gave up: only so does it tell which of
 * the bytes it was.
 */
async function lineOfBadByte(file: SourceFile, encoding: string, good: number): Promise<number> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const lines = new LineCount()
  let read = 0
  try {
    for await (const chunk of file.open()) {
      const whole = Math.min(chunk.length, Math.max(0, good - read))
      lines.add(decoder.decode(chunk.subarray(0, whole), { stream: true }))
      for (let at = whole; at < chunk.length; at++) {
        lines.add(decoder.decode(chunk.subarray(at, at + 1), { stream: true }))
      }
      read += chunk.length
    }
  } catch (error) {
    if (!isDecodingError(error)) throw error
  }
  return lines.line
}

/** Counts lines that end with LF, CRLF or CR, as XML does. */
class LineCount {
  line = 1
  readonly #ends = new LineEnds()

  add(text: string): void {
    this.line += this.#ends.of(text).match(/\n/g)?.length ?? 0
  }
}

function isDecodingError(error: unknown): boolean {
  if (error instanceof NotUtf8) return true
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}
