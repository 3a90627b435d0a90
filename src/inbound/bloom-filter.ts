/** 16 MiB: four names each of a million people at 32 bits a name; for more people it errs more often, and stays flat. */
const MOST_BYTES = 16 << 20
const BITS_PER_TEXT = 32
/** Places that a text marks, all within one block, so that a look costs one way to memory and not eight. */
const MARKS = 8
/** A processor's cache line. */
const BLOCK_WORDS = 16
/** Bits of a hash that choose one of a block's 512 bits. */
const PLACE_BITS = 9

/**
 * Remembers texts in little space. It never forgets one; now and then it takes an unknown one for known: with 32 bits a
 * text, about one in 20,000.
 */
export class BloomFilter {
  readonly #words: Uint32Array
  readonly #blockMask: number

  /** @param expected how many texts will be added, more or less */
  constructor(expected: number) {
    let bytes = 1 << 10
    while (bytes < MOST_BYTES && bytes * 8 < expected * BITS_PER_TEXT) bytes *= 2
    this.#words = new Uint32Array(bytes / 4)
    this.#blockMask = bytes / 4 / BLOCK_WORDS - 1
  }

  /** Texts of one `sort`, a small number, are apart from those of another. */
  add(sort: number, text: string): void {
    hash(sort, text)
    const block = (blockHash & this.#blockMask) * BLOCK_WORDS
    let places = placeHash
    for (let mark = 0; mark < MARKS; mark++) {
      const bit = places >>> (32 - PLACE_BITS)
      this.#words[block + (bit >>> 5)]! |= 1 << (bit & 31)
      places = Math.imul(places, NEXT_PLACE)
    }
  }

  mayHave(sort: number, text: string): boolean {
    hash(sort, text)
    const block = (blockHash & this.#blockMask) * BLOCK_WORDS
    let places = placeHash
    for (let mark = 0; mark < MARKS; mark++) {
      const bit = places >>> (32 - PLACE_BITS)
      if ((this.#words[block + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false
      places = Math.imul(places, NEXT_PLACE)
    }
    return true
  }
}

/** A multiplier whose powers spread well over the upper bits (Knuth's for 32 bits). */
const NEXT_PLACE = 0x9e3779b1

// The two halves of the last hash. A pair given back by the function would be an object for each name.
let blockHash = 0
let placeHash = 0

/** Two hashes of FNV-1a's kind over the text's UTF-16 units, mixed at the end; the second is odd, so it never becomes 0. */
function hash(sort: number, text: string): void {
  let a = 0x811c9dc5 ^ sort
  let b = 0x9747b28c ^ sort
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
  }
  a ^= a >>> 15
  a = Math.imul(a, 0x85ebca6b)
  b ^= b >>> 13
  b = Math.imul(b, 0xc2b2ae35)
  blockHash = a ^ (a >>> 13)
  placeHash = (b ^ (b >>> 16)) | 1
}
