const SMALLEST = 1 << 12
/** Slots in use beyond this share make probing slow. */
const MOST_FULL = 0.6

/**
 * A set of texts of which only 64 bits of hash are kept: 14 to 27 bytes for each, whatever its length. That two of ten
 * million texts are taken for one has a chance of about three in a million.
 */
export class IdSet {
  size = 0
  #high: Uint32Array
  #low: Uint32Array

  constructor() {
    this.#high = new Uint32Array(SMALLEST)
    this.#low = new Uint32Array(SMALLEST)
  }

  /** Was the text new? */
  add(text: string): boolean {
    if (this.size + 1 > this.#high.length * MOST_FULL) this.#grow()
    const [high, low] = hash(text)
    const at = this.#find(high, low)
    if (this.#high[at] !== 0) return false
    this.#high[at] = high
    this.#low[at] = low
    this.size++
    return true
  }

  has(text: string): boolean {
    const [high, low] = hash(text)
    return this.#high[this.#find(high, low)] !== 0
  }

  /** The slot of a hash, or the free one where it would be. A free slot has a high half of 0, no hash has. */
  #find(high: number, low: number): number {
    const mask = this.#high.length - 1
    let at = low & mask
    while (this.#high[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const [highs, lows] = [this.#high, this.#low]
    this.#high = new Uint32Array(highs.length * 2)
    this.#low = new Uint32Array(highs.length * 2)
    for (let i = 0; i < highs.length; i++) {
      if (highs[i] === 0) continue
      const at = this.#find(highs[i]!, lows[i]!)
      this.#high[at] = highs[i]!
      this.#low[at] = lows[i]!
    }
  }
}

/** Two multiplicative hashes side by side, each ended by the last step of MurmurHash3. */
function hash(text: string): [high: number, low: number] {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
    b ^= b >>> 15
  }
  return [mixed(a) || 1, mixed(b)]
}

function mixed(bits: number): number {
  let h = bits
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
