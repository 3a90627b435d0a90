import type { RecordKind } from '../domain/action.ts'
import type { Remembered } from './batch.ts'
import { keyIndexOf } from './key-index.ts'
import type { Comparison, Forgotten, Memory } from './memory.ts'

/** What a planned chunk tells the memory. */
interface Told {
  readonly forgotten: Forgotten
  readonly remembered: readonly Remembered[]
  readonly staleAtOnce: ReadonlySet<number>
}

/** The memory with what one chunk tells it laid over, which is planned and not written yet. It can only be asked. */
export class RecentMemory implements Pick<Memory, 'compare'> {
  readonly #under: Pick<Memory, 'compare'>
  readonly #kind: RecordKind
  readonly #told: Told
  #remembered: ReadonlyMap<string, Remembered> | null = null

  constructor(under: Pick<Memory, 'compare'>, kind: RecordKind, told: Told) {
    this.#under = under
    this.#kind = kind
    this.#told = told
  }

  async compare(records: readonly Remembered[]): Promise<Comparison> {
    const found = await this.#under.compare(records)
    this.#remembered ??= new Map(this.#told.remembered.map((record) => [record.key, record]))
    const stale = new Set(found.stale)
    for (const index of this.#forgotten(records)) stale.add(index)
    const differing = new Set(found.differing)
    for (const { index, key, hash } of records) {
      const last = this.#remembered.get(key)
      if (last === undefined) continue
      differing.delete(index)
      stale.delete(index)
      if (last.hash !== hash) differing.add(index)
      else if (this.#told.staleAtOnce.has(last.index)) stale.add(index)
    }
    return { differing: [...differing], stale: [...stale].filter((index) => !differing.has(index)) }
  }

  #forgotten(records: readonly Remembered[]): number[] {
    const { exact, prefixes } = this.#told.forgotten
    const ofKind = ({ kind }: { kind: RecordKind }) => kind === this.#kind
    const keys = new Set(exact.filter(ofKind).map(({ key }) => key))
    const hits = keys.size === 0 ? [] : records.filter(({ key }) => keys.has(key)).map(({ index }) => index)
    const starts = prefixes.filter(ofKind)
    if (starts.length === 0) return hits
    const index = keyIndexOf(records)
    return [...hits, ...starts.flatMap(({ key }) => [...index.matching(key, true)])]
  }
}
