import type { RecordKind } from '../../src/domain/action.ts'
import type { Forgotten, Memory } from '../../src/inbound/memory.ts'

export interface Kept {
  readonly kind: RecordKind
  readonly key: string
  readonly feed: number
  readonly hash: string
  readonly stale: boolean
}

/** What is remembered for all feeds of a site, plainly. */
export class MapMemory {
  /** About how many records it was asked. */
  asked = 0
  readonly #hashes = new Map<string, Kept>()

  /** As a run of one feed sees it, for one chunk. */
  of(kind: RecordKind, feed: number): Memory {
    const place = (key: string) => JSON.stringify([kind, key, feed])
    return {
      compare: async (records) => {
        this.asked += records.length
        const differing: number[] = []
        const stale: number[] = []
        for (const { index, key, hash } of records) {
          const kept = this.#hashes.get(place(key))
          if (kept?.hash !== hash) differing.push(index)
          else if (kept.stale) stale.push(index)
        }
        return { differing, stale }
      },
      forget: async ({ exact, prefixes }: Forgotten) => {
        for (const [at, kept] of this.#hashes) {
          const gone =
            exact.some((forgotten) => forgotten.kind === kept.kind && forgotten.key === kept.key) ||
            prefixes.some((forgotten) => forgotten.kind === kept.kind && kept.key.startsWith(forgotten.key))
          if (gone) this.#hashes.set(at, { ...kept, stale: true })
        }
      },
      remember: async (records, staleAtOnce) => {
        for (const { index, key, hash } of records)
          this.#hashes.set(place(key), { kind, key, feed, hash, stale: staleAtOnce.has(index) })
      },
    }
  }

  /** Everything remembered, in a fixed order. */
  all(): Kept[] {
    return [...this.#hashes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kept]) => kept)
  }
}
