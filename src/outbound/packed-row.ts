import type { Candidate } from './candidate.ts'
import { areSameDigests, compareDigests, DIGEST_AT, DIGESTS_BYTES, putDigests } from './digests.ts'

/**
 * A row that goes into a file, as bytes from `start` on: texts and objects of so many would be moved about in memory
 * again and again until they are all in order.
 *
 * | bytes | what |
 * | --- | --- |
 * | 8, 8 | `at` and `number` of the candidate, as doubles |
 * | 4 × 4 | how many bytes username, first name, second name and line have |
 * | 48 | its digests |
 * | … | username, first name, second name, line |
 */
export interface PackedRow {
  readonly at: number
  readonly bytes: Buffer
  readonly start: number
}

const NUMBER_AT = 8
const LENGTHS_AT = 16
const LENGTH_BYTES = 4
const TEXTS = 4
const DIGESTS_AT = LENGTHS_AT + TEXTS * LENGTH_BYTES
const TEXTS_AT = DIGESTS_AT + DIGESTS_BYTES
/** Of UTF-8, for each UTF-16 unit of a text. */
const MOST_BYTES_PER_UNIT = 3

/** Of some thousand rows: a buffer for each batch would be many, and each has its own weight for whoever collects garbage. */
const ROOM = 1 << 20

export class RowPacker {
  #bytes = Buffer.alloc(0)
  #end = 0

  pack(candidates: readonly Candidate[]): PackedRow[] {
    const rows: PackedRow[] = []
    for (const candidate of candidates) {
      const most = mostBytes(candidate)
      if (this.#end + most > this.#bytes.length) this.#begin(most)
      const start = this.#end
      this.#end = pack(candidate, this.#bytes, start)
      rows.push({ at: candidate.at, bytes: this.#bytes, start })
    }
    return rows
  }

  #begin(most: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(ROOM, most))
    this.#end = 0
  }
}

function mostBytes({ username, names, line }: Candidate): number {
  const units = username.length + names[0].length + (names[1]?.length ?? 0) + line.length
  return TEXTS_AT + MOST_BYTES_PER_UNIT * units
}

/** Gives where it ends. */
function pack(candidate: Candidate, into: Buffer, start: number): number {
  const { at, username, names, number, line } = candidate
  into.writeDoubleLE(at, start)
  into.writeDoubleLE(number, start + NUMBER_AT)
  putDigests(candidate, into, start + DIGESTS_AT)
  const [first, second = ''] = names
  const whole = username + first + second + line
  // Mostly a byte is a character, and one write does; texts joined at halves of a character are not those apart.
  const isPlain = into.write(whole, start + TEXTS_AT) === whole.length
  const texts = [username, first, second, line]
  let lengthAt = start + LENGTHS_AT
  let end = start + TEXTS_AT
  for (const text of texts) {
    const length = isPlain ? text.length : into.write(text, end)
    lengthAt = into.writeUInt32LE(length, lengthAt)
    end += length
  }
  return end
}

/** Null when it is not complete. */
function rowAt(bytes: Buffer, start: number): { readonly row: PackedRow; readonly end: number } | null {
  if (bytes.length < start + TEXTS_AT) return null
  const end = endOf(bytes, start)
  return bytes.length < end ? null : { row: { at: bytes.readDoubleLE(start), bytes, start }, end }
}

/** The whole rows at the beginning of bytes, and what follows them. */
export function unpackRows(bytes: Buffer): { readonly rows: PackedRow[]; readonly rest: Buffer } {
  const rows: PackedRow[] = []
  let at = 0
  for (let next = rowAt(bytes, at); next !== null; next = rowAt(bytes, at)) {
    rows.push(next.row)
    at = next.end
  }
  return { rows, rest: bytes.subarray(at) }
}

/** The same rows in bytes of their own: few that stay would keep those of all the others with which they were packed. */
export function repacked(rows: readonly PackedRow[]): PackedRow[] {
  const bytes = Buffer.concat(rows.map(bytesOf))
  let start = 0
  return rows.map((row) => {
    const moved = { at: row.at, bytes, start }
    start = endOf(bytes, start)
    return moved
  })
}

/** All bytes of a row. */
export function bytesOf({ bytes, start }: PackedRow): Buffer {
  return bytes.subarray(start, endOf(bytes, start))
}

/** The digests of rows, `DIGESTS_BYTES` for each. */
export function digestsOf(rows: readonly PackedRow[]): Buffer {
  const digests = Buffer.allocUnsafe(rows.length * DIGESTS_BYTES)
  let at = 0
  for (const { bytes, start } of rows) {
    // For so few bytes quicker than Buffer's own copying.
    for (let from = start + DIGESTS_AT; from < start + TEXTS_AT; from++) digests[at++] = bytes[from]!
  }
  return digests
}

/** Where a row's digest of one kind stands in its bytes. */
export function digestAt({ start }: PackedRow, of: keyof typeof DIGEST_AT): number {
  return start + DIGESTS_AT + DIGEST_AT[of]
}

export function hasSameKey(one: PackedRow, other: PackedRow): boolean {
  return areSameDigests(one.bytes, digestAt(one, 'key'), other.bytes, digestAt(other, 'key'))
}

/** The lines of rows, in UTF-8. */
export function linesOf(rows: readonly PackedRow[]): Buffer {
  let length = 0
  for (const { bytes, start } of rows) length += lengthOf(bytes, start, TEXTS - 1)
  const lines = Buffer.allocUnsafe(length)
  let at = 0
  for (const { bytes, start } of rows) {
    const end = endOf(bytes, start)
    at += bytes.copy(lines, at, end - lengthOf(bytes, start, TEXTS - 1), end)
  }
  return lines
}

/** Outbound rule O-13: text by code point, which is the order of its bytes; the key last, so that there is one order only. */
export function byOrder(one: PackedRow, other: PackedRow): number {
  return one.at - other.at || byTexts(one, other)
}

function byTexts(one: PackedRow, other: PackedRow): number {
  let at = one.start + TEXTS_AT
  let otherAt = other.start + TEXTS_AT
  for (let text = 0; text < TEXTS - 1; text++) {
    const end = at + lengthOf(one.bytes, one.start, text)
    const otherEnd = otherAt + lengthOf(other.bytes, other.start, text)
    const order = one.bytes.compare(other.bytes, otherAt, otherEnd, at, end)
    if (order !== 0) return order
    at = end
    otherAt = otherEnd
  }
  return numberOf(one) - numberOf(other) || compareKeys(one, other)
}

function compareKeys(one: PackedRow, other: PackedRow): number {
  return compareDigests(one.bytes, digestAt(one, 'key'), other.bytes, digestAt(other, 'key'))
}

function numberOf({ bytes, start }: PackedRow): number {
  return bytes.readDoubleLE(start + NUMBER_AT)
}

function lengthOf(bytes: Buffer, start: number, text: number): number {
  return bytes.readUInt32LE(start + LENGTHS_AT + text * LENGTH_BYTES)
}

function endOf(bytes: Buffer, start: number): number {
  let end = start + TEXTS_AT
  for (let text = 0; text < TEXTS; text++) end += lengthOf(bytes, start, text)
  return end
}
