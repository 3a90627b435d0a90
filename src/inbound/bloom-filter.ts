/** 8 MiB: four names each of a million people at 16 bits a name; for more people it errs more often, and stays flat. */
const MOST_BYTES = 8 << 20
const BITS_PER_TEXT = 16
/** Places that a text marks. With 16 bits a text, one in 400 unknown texts is taken for known. */
const MARKS = 4

/** Remembers texts in little space. It never forgets one; now and then it takes an unknown one for known. */
export class BloomFilter {
  readonly #bits: Uint32Array
  readonly #mask: number

  /** @param expected how many texts will be added, more or less */
  constructor(expected: number) {
    let bytes = 1 << 10
    while (bytes < MOST_BYTES && bytes * 8 < expected * BITS_PER_TEXT) bytes *= 2
    this.#bits = new Uint32Array(bytes / 4)
    this.#mask = bytes * 8 - 1
  }

  add(text: string): void {
    const [first, step] = hashes(text)
    for (let mark = 0, at = first; mark < MARKS; mark++, at = (at + step) | 0) {
      const bit = at & this.#mask
      this.#bits[bit >>> 5]! |= 1 << (bit & 31)
    }
  }

  mayHave(text: string): boolean {
    const [first, step] = hashes(text)
    for (let mark = 0, at = first; mark < MARKS; mark++, at = (at + step) | 0) {
      const bit = at & this.#mask
      if ((this.#bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
}

/** Two hashes of FNV-1a's kind over the text's UTF-16 units, mixed at the end; the step is odd, so marks differ. */
function hashes(text: string): [number, number] {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
  }
  a ^= a >>> 15
  a = Math.imul(a, 0x85ebca6b)
  b ^= b >>> 13
  b = Math.imul(b, 0xc2b2ae35)
  return [a ^ (a >>> 13), (b ^ (b >>> 16)) | 1]
}
