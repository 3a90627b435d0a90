const indexes = new WeakMap<readonly KeyOfRecord[], KeyIndex>()

/** The index of a chunk's keys, made once: which records a forgotten key concerns is asked several times. */
export function keyIndexOf(keys: readonly KeyOfRecord[]): KeyIndex {
  let index = indexes.get(keys)
  if (index === undefined) {
    index = new KeyIndex(keys)
    indexes.set(keys, index)
  }
  return index
}

/** The keys of a chunk's records, to find which records a forgotten key concerns. */
class KeyIndex {
  readonly #keys: readonly KeyOfRecord[]
  // Each is made when it is needed first: mostly keys are asked for whole, and few of them.
  #byKey: Map<string, number[]> | null = null
  #sorted: KeyOfRecord[] | null = null

  constructor(keys: readonly KeyOfRecord[]) {
    this.#keys = keys
  }

  /** Indexes of the records whose key is this one, or starts with it. */
  matching(key: string, prefix: boolean): Iterable<number> {
    return prefix ? this.#startingWith(key) : (this.#allByKey().get(key) ?? [])
  }

  *#startingWith(prefix: string): Iterable<number> {
    const sorted = this.#allSorted()
    for (let at = first(sorted, prefix); at < sorted.length; at++) {
      const entry = sorted[at]!
      if (!entry.key.startsWith(prefix)) return
      yield entry.index
    }
  }

  #allByKey(): Map<string, number[]> {
    if (this.#byKey !== null) return this.#byKey
    const byKey = new Map<string, number[]>()
    for (const { key, index } of this.#keys) {
      const indexes = byKey.get(key)
      if (indexes === undefined) byKey.set(key, [index])
      else indexes.push(index)
    }
    this.#byKey = byKey
    return byKey
  }

  #allSorted(): readonly KeyOfRecord[] {
    this.#sorted ??= [...this.#keys].sort((a, b) =>
      a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index,
    )
    return this.#sorted
  }
}

export interface KeyOfRecord {
  readonly key: string
  readonly index: number
}

/** Where the first key lies that is not before this one. */
function first(sorted: readonly KeyOfRecord[], key: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]!.key < key) low = middle + 1
    else high = middle
  }
  return low
}
