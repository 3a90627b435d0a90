import type { BatchSizes } from './batch-sizes.ts'
import type { WriteFunction } from './functions.ts'
import type { Item } from './item.ts'

/**
 * The records that no batch has taken yet. Those with the same first key stand together and keep their order; a
 * batch is filled from the front, with nothing that shares a key with a batch under way.
 */
export class Pending {
  readonly #name: string
  readonly #fn: WriteFunction
  readonly #sizes: BatchSizes
  readonly #held = new Set<string>()
  #items: readonly Item[]

  constructor(name: string, fn: WriteFunction, sizes: BatchSizes, items: readonly Item[]) {
    this.#name = name
    this.#fn = fn
    this.#sizes = sizes
    this.#items = [...Map.groupBy(items, ({ keys, index }) => keys[0] ?? `:${index}`).values()].flat()
  }

  /** The next batch; empty when there is nothing left, or nothing free. Its keys are held until `release`. */
  take(): Item[] {
    const batch: Item[] = []
    const left: Item[] = []
    const named = new Set<string>()
    // First keys of what is left behind: the same key further on must not overtake it.
    const passed = new Set<string>()
    let extent = { fields: 0, bytes: 0 }
    let full = false
    for (const item of this.#items) {
      const sum = { fields: extent.fields + item.fields, bytes: extent.bytes + item.bytes }
      full ||= batch.length > 0 && (batch.length >= this.#most() || !this.#sizes.fits(sum))
      if (full || this.#isHeld(item, passed) || (item.identity !== null && named.has(item.identity))) {
        left.push(item)
        if (item.keys[0] !== undefined) passed.add(item.keys[0])
        continue
      }
      batch.push(item)
      extent = sum
      if (item.identity !== null) named.add(item.identity)
    }
    this.#items = left
    for (const { keys } of batch) for (const key of keys) this.#held.add(key)
    return batch
  }

  release(batch: readonly Item[]): void {
    for (const { keys } of batch) for (const key of keys) this.#held.delete(key)
  }

  /** Everything that is left, when no more is to be sent. */
  drain(): readonly Item[] {
    const left = this.#items
    this.#items = []
    return left
  }

  #most(): number {
    return this.#sizes.records(this.#name, this.#fn.size)
  }

  #isHeld({ keys }: Item, passed: ReadonlySet<string>): boolean {
    return (keys[0] !== undefined && passed.has(keys[0])) || keys.some((key) => this.#held.has(key))
  }
}
