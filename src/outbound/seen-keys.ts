import { digestAt, type PackedRow } from './packed-row.ts'

const BITS_PER_KEY = 64
/** 16 MiB, for two million keys: for more it errs more often, and stays flat. */
const MOST_BITS = 1 << 27
const LEAST_BITS = 1 << 10
const MARKS = 8

/**
 * Tells of each row of a file whether one before it may have had its key, in little space: a Bloom filter. It misses none; it
 * takes one new key in some 25 million for known.
 */
export class SeenKeys {
  readonly #words: Uint32Array
  readonly #mask: number

  /** @param rows how many there are */
  constructor(rows: number) {
    let bits = LEAST_BITS
    while (bits < MOST_BITS && bits < rows * BITS_PER_KEY) bits *= 2
    this.#words = new Uint32Array(bits / 32)
    this.#mask = bits - 1
  }

  /** Adds a row's key, and tells whether it may have been there. */
  meet(row: PackedRow): boolean {
    // Of a digest any bytes are as good as a hash.
    const at = digestAt(row, 'key')
    const step = row.bytes.readUInt32LE(at + 4) | 1
    let place = row.bytes.readUInt32LE(at)
    let known = true
    for (let mark = 0; mark < MARKS; mark++) {
      const bit = place & this.#mask
      const word = bit >>> 5
      const marked = this.#words[word]! | (1 << (bit & 31))
      if (this.#words[word] !== marked >>> 0) {
        known = false
        this.#words[word] = marked
      }
      place = (place + step) | 0
    }
    return known
  }
}
