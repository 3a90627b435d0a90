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
    this.#add()
  }

  /** The same for a pair of ids. */
  addPair(sort: number, first: number, second: number): void {
    hashPair(sort, first, second)
    this.#add()
  }

  /** Adds it, and tells whether it may have been there. */
  meet(sort: number, text: string): boolean {
    hash(sort, text)
    if (this.#has()) return true
    this.#add()
    return false
  }

  mayHave(sort: number, text: string): boolean {
    hash(sort, text)
    return this.#has()
  }

  mayHavePair(sort: number, first: number, second: number): boolean {
    hashPair(sort, first, second)
    return this.#has()
  }

  #add(): void {
    const block = (blockHash & this.#blockMask) * BLOCK_WORDS
    let places = placeHash
    for (let mark = 0; mark < MARKS; mark++) {
      const bit = places >>> (32 - PLACE_BITS)
      this.#words[block + (bit >>> 5)]! |= 1 << (bit & 31)
      places = Math.imul(places, NEXT_PLACE)
    }
  }

  #has(): boolean {
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

/** Two hashes of FNV-1a's kind over the text's UTF-16 units. */
function hash(sort: number, text: string): void {
  let a = 0x811c9dc5 ^ sort
  let b = 0x9747b28c ^ sort
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
  }
  settle(a, b)
}

/** The same over two whole numbers of at most 53 bits, in four units of 32. */
function hashPair(sort: number, first: number, second: number): void {
  let a = 0x811c9dc5 ^ sort
  let b = 0x9747b28c ^ sort
  a = Math.imul(a ^ first, 0x01000193)
  b = Math.imul(b ^ first, 0x5bd1e995)
  a = Math.imul(a ^ (a >>> 15) ^ (first / UNIT), 0x01000193)
  b = Math.imul(b ^ (b >>> 13) ^ (first / UNIT), 0x5bd1e995)
  a = Math.imul(a ^ second, 0x01000193)
  b = Math.imul(b ^ second, 0x5bd1e995)
  a = Math.imul(a ^ (a >>> 15) ^ (second / UNIT), 0x01000193)
  b = Math.imul(b ^ (b >>> 13) ^ (second / UNIT), 0x5bd1e995)
  settle(a, b)
}

const UNIT = 2 ** 32

/** Mixes at the end; the second half is odd, so it never becomes 0. */
function settle(a: number, b: number): void {
  a ^= a >>> 15
  a = Math.imul(a, 0x85ebca6b)
  b ^= b >>> 13
  b = Math.imul(b, 0xc2b2ae35)
  blockHash = a ^ (a >>> 13)
  placeHash = (b ^ (b >>> 16)) | 1
}
