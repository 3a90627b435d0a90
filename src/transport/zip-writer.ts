import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A text that becomes a file of an archive. */
export interface ZipSource {
  /** Plain ASCII, no folders. */
  readonly name: string
  readonly content: AsyncIterable<string>
}

interface Packed {
  readonly name: Buffer
  readonly crc: number
  readonly size: number
  readonly content: Buffer
}

const LOCAL_SIGNATURE = 0x04034b50
const DIRECTORY_SIGNATURE = 0x02014b50
const END_SIGNATURE = 0x06054b50
/** PKWARE's note: deflated entries need version 2.0; made by Unix, which is what gives the mode its meaning. */
const NEEDS_VERSION = 20
const MADE_BY = (3 << 8) | NEEDS_VERSION
const DEFLATED = 8
const PLAIN_FILE = 0o100644
/** The first day that the format knows, 1 January 1980: equal texts give equal archives. */
const DAY_ONE = 0x21
/** What the format's four bytes for a size hold. */
const MOST_BYTES = 0xffff_ffff

/**
 * Packs texts into a zip archive in memory; they are streamed, so only what is packed is held. Null when the archive
 * would be larger than `limit` bytes: then the rest of the texts is not read.
 */
export async function zipOf(sources: readonly ZipSource[], limit: number): Promise<Buffer | null> {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const source of sources) {
    const packed = await pack(source, limit - offset)
    if (packed === null) return null
    const { name, content } = packed
    parts.push(localHeader(packed), name, content)
    directory.push(directoryHeader(packed, offset), name)
    offset = parts.reduce((sum, part) => sum + part.length, 0)
  }
  const entries = Buffer.concat(directory)
  const whole = Buffer.concat([...parts, entries, end(sources.length, entries.length, offset)])
  return whole.length > limit ? null : whole
}

async function pack({ name, content }: ZipSource, limit: number): Promise<Packed | null> {
  const deflate = createDeflateRaw()
  const chunks: Buffer[] = []
  let packedBytes = 0
  deflate.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    packedBytes += chunk.length
  })
  const ended = once(deflate, 'end')
  let crc = 0
  let size = 0
  for await (const text of content) {
    const bytes = Buffer.from(text)
    crc = crc32(bytes, crc)
    size += bytes.length
    if (!deflate.write(bytes)) await once(deflate, 'drain')
    if (packedBytes > limit || size > MOST_BYTES) {
      deflate.destroy()
      ended.catch(() => undefined)
      return null
    }
  }
  deflate.end()
  await ended
  return { name: Buffer.from(name), crc, size, content: Buffer.concat(chunks) }
}

/** What a file's own header and its entry in the directory have in common, 26 bytes. */
function common({ name, crc, size, content }: Packed): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(NEEDS_VERSION, 0)
  bytes.writeUInt16LE(DEFLATED, 4)
  bytes.writeUInt16LE(DAY_ONE, 8)
  bytes.writeUInt32LE(crc, 10)
  bytes.writeUInt32LE(content.length, 14)
  bytes.writeUInt32LE(size, 18)
  bytes.writeUInt16LE(name.length, 22)
  return bytes
}

function localHeader(packed: Packed): Buffer {
  return Buffer.concat([signature(LOCAL_SIGNATURE), common(packed)])
}

function directoryHeader(packed: Packed, offset: number): Buffer {
  const madeBy = Buffer.alloc(2)
  madeBy.writeUInt16LE(MADE_BY)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE((PLAIN_FILE << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signature(DIRECTORY_SIGNATURE), madeBy, common(packed), rest])
}

function end(entries: number, directoryBytes: number, directoryOffset: number): Buffer {
  const bytes = Buffer.alloc(18)
  bytes.writeUInt16LE(entries, 4)
  bytes.writeUInt16LE(entries, 6)
  bytes.writeUInt32LE(directoryBytes, 8)
  bytes.writeUInt32LE(directoryOffset, 12)
  return Buffer.concat([signature(END_SIGNATURE), bytes])
}

function signature(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}
