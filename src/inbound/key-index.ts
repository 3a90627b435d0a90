/** The keys of a chunk's records, sorted, to find by prefix which records a forgotten key concerns. */
export class KeyIndex {
  readonly #sorted: readonly { key: string; index: number }[]

  constructor(keys: Iterable<{ key: string; index: number }>) {
    this.#sorted = [...keys].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index))
  }

  /** Indexes of the records whose key is this one, or starts with it. */
  *matching(key: string, prefix: boolean): Iterable<number> {
    for (let at = this.#first(key); at < this.#sorted.length; at++) {
      const entry = this.#sorted[at]!
      if (prefix ? !entry.key.startsWith(key) : entry.key !== key) return
      yield entry.index
    }
  }

  #first(key: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sorted[middle]!.key < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
