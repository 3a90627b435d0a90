import type { RecordKind } from '../../src/domain/action.ts'
import type { Forgotten, Memory, Remembered } from '../../src/inbound/memory.ts'

/** What is remembered for all feeds of a site, plainly. */
export class MapMemory {
  readonly #hashes = new Map<string, { kind: RecordKind; key: string; feed: number; hash: string }>()

  /** As a run of one feed sees it, for one chunk. */
  of(kind: RecordKind, feed: number): Memory {
    const place = (key: string) => JSON.stringify([kind, key, feed])
    let staged: readonly Remembered[] = []
    return {
      differing: async (records) => {
        staged = records
        return records
          .filter(({ key, hash }) => this.#hashes.get(place(key))?.hash !== hash)
          .map(({ index }) => index)
      },
      forget: async ({ exact, prefixes }: Forgotten) => {
        for (const [at, kept] of this.#hashes) {
          const gone =
            exact.some((forgotten) => forgotten.kind === kept.kind && forgotten.key === kept.key) ||
            prefixes.some((forgotten) => forgotten.kind === kept.kind && kept.key.startsWith(forgotten.key))
          if (gone) this.#hashes.delete(at)
        }
      },
      remember: async (indexes) => {
        for (const { index, key, hash } of staged) {
          if (indexes.includes(index)) this.#hashes.set(place(key), { kind, key, feed, hash })
        }
      },
    }
  }

  /** Everything remembered, in a fixed order. */
  all(): { kind: RecordKind; key: string; feed: number; hash: string }[] {
    return [...this.#hashes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kept]) => kept)
  }
}
