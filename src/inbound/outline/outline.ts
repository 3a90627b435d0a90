import type { RecordKind } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import type { Remembered } from '../batch.ts'
import { BloomFilter } from '../bloom-filter.ts'
import type { Comparison, Memory } from '../memory.ts'
import type { PlannedChunk } from '../plan-chunk.ts'
import { blocksOf } from './blocks.ts'

/** What is kept of a file: digests of blocks all of whose records are as last applied, but for these keys. */
export interface Known {
  readonly blocks: ReadonlySet<string>
  readonly doubtful: ReadonlySet<string>
}

/** More than so many keys to ask about one by one, and nothing is gained. */
export const MOST_DOUBTFUL = 10_000

/**
 * A full list comes every night, nearly as it was. Its outline, digests of blocks of its records, tells at once of most that
 * they are as last applied; the memory is asked about the others, record by record. The answers are the same.
 *
 * An outline counts as long as its records are what the feed's memory holds: whatever else writes there takes it away, in
 * the same transaction. A record that something else changed is stale in the memory; a key that the file names twice is
 * doubtful; what the run itself changes, it notes. While a run goes by it nobody else may write to the site: the site's
 * revision tells.
 */
export class Outline {
  readonly #kind: RecordKind
  /** Of the file before. */
  #known: Known
  /** Keys that the run changed, and beginnings of them. */
  readonly #changed: BloomFilter
  /** How many parts these beginnings have. */
  readonly #parts = new Set<number>()
  /** Keys of its records so far. */
  readonly #seen: BloomFilter
  /** Digests of its blocks so far, whose records are as last applied. */
  readonly #blocks: Buffer[] = []
  readonly #repeated = new Set<string>()
  /** Whether it is another than the one that is kept. */
  #isNews = false
  #revision: number

  /**
   * @param known of the file before; null where nothing is
   * @param expected how many records there are, more or less
   * @param revision of the site
   */
  constructor(kind: RecordKind, known: Known | null, expected: number, revision: number) {
    this.#kind = kind
    this.#known = known ?? NOTHING_KNOWN
    const room = Math.min(Math.max(expected / SPARED, LEAST_ROOM), MOST_ROOM)
    this.#changed = new BloomFilter(known === null ? 0 : room)
    this.#seen = new BloomFilter(room)
    this.#revision = revision
  }

  /** Whether nobody but this run wrote to the site since its last chunk. */
  holdsAt(revision: number): boolean {
    return revision === this.#revision
  }

  /** A chunk of the run was written, which brought the site to this revision. */
  committed(revision: number): void {
    this.#revision = revision
  }

  /** Whether it knows a block of records by its digest. */
  knows(digest: string): boolean {
    return this.#known.blocks.has(digest)
  }

  memory(under: Pick<Memory, 'compare'>): Pick<Memory, 'compare'> {
    return {
      compare: async (records) => {
        const rest = this.#unknown(records)
        return rest.length === 0 ? AS_LAST_APPLIED : under.compare(rest)
      },
    }
  }

  /**
   * Notes a chunk as soon as it is planned.
   *
   * @param records those of the chunk that the memory is asked about
   */
  note(records: readonly Remembered[], { passed, remembered, forgotten }: Told): void {
    for (const { key } of records) if (this.#seen.meet(KEY, key)) this.#repeated.add(key)
    this.#noteChanges({ remembered, forgotten })
    let digests = ''
    let at = 0
    // Of the same records, in the same order.
    let nextRemembered = 0
    for (const { end, digest } of blocksOf(records)) {
      let isAsApplied = true
      for (; at < end; at++) {
        const record = records[at]!
        if (remembered[nextRemembered] === record) nextRemembered++
        else if (passed[record.index] === 0) isAsApplied = false
      }
      if (!isAsApplied) continue
      digests += digest
      this.#isNews ||= !this.knows(digest)
    }
    // Of its own memory: a part of the pool that small buffers share would keep all of it.
    const bytes = Buffer.allocUnsafeSlow(digests.length / 2)
    bytes.write(digests, 'hex')
    this.#blocks.push(bytes)
  }

  /** What to keep for the next file of the feed, and the revision at which it is true. Null: nothing else than is kept. */
  toKeep(): { blocks: Buffer; doubtful: string[]; revision: number } | null {
    if (!this.#isNews || this.#repeated.size > MOST_DOUBTFUL) return null
    return { blocks: Buffer.concat(this.#blocks), doubtful: [...this.#repeated], revision: this.#revision }
  }

  #unknown(records: readonly Remembered[]): readonly Remembered[] {
    if (this.#known.blocks.size === 0) return records
    const unknown: Remembered[] = []
    let at = 0
    for (const { end, digest } of blocksOf(records)) {
      const isKnown = this.knows(digest)
      for (; at < end; at++) {
        const record = records[at]!
        if (!isKnown || this.#isDoubtful(record.key)) unknown.push(record)
      }
    }
    for (; at < records.length; at++) unknown.push(records[at]!)
    return unknown
  }

  #isDoubtful(key: string): boolean {
    if (this.#known.doubtful.has(key) || this.#changed.mayHave(KEY, key)) return true
    for (const parts of this.#parts) {
      const end = endOfParts(key, parts)
      if (end > 0 && this.#changed.mayHave(BEGINNING, key.slice(0, end))) return true
    }
    return false
  }

  #noteChanges({ remembered, forgotten }: Pick<PlannedChunk, 'remembered' | 'forgotten'>): void {
    this.#isNews ||= remembered.length > 0
    if (this.#known.blocks.size === 0) return
    const isOwn = ({ kind }: { kind: string }) => kind === this.#kind
    for (const { key } of remembered) this.#changed.add(KEY, key)
    for (const { key } of forgotten.exact.filter(isOwn)) this.#changed.add(KEY, key)
    for (const { key } of forgotten.prefixes.filter(isOwn)) {
      // No filter tells which records another beginning concerns.
      if (!key.endsWith(SEPARATOR)) this.#known = NOTHING_KNOWN
      this.#changed.add(BEGINNING, key)
      this.#parts.add(key.split(SEPARATOR).length - 1)
    }
  }
}

/** What a planned chunk tells an outline. */
type Told = Pick<PlannedChunk, 'passed' | 'remembered' | 'forgotten'>

const NOTHING_KNOWN: Known = { blocks: new Set(), doubtful: new Set() }

const AS_LAST_APPLIED: Comparison = { differing: [], stale: [] }

/** Its filters may err more often than others, once in some thousand keys: of these the memory is asked in vain. */
const SPARED = 2
/** So many that of a small file hardly a key is asked in vain: half a megabyte each. */
const LEAST_ROOM = 100_000
/** They stay at 4 MB each. With more than some three and a half million records too many keys are doubtful: no outline is kept. */
const MOST_ROOM = 1_000_000

/** Sorts of names in its filters. */
const [KEY, BEGINNING] = [0, 1] as const

/** Where the first parts of a key end, with the separator behind them; 0 when it has fewer. */
function endOfParts(key: string, parts: number): number {
  let end = 0
  for (let part = 0; part < parts; part++) {
    end = key.indexOf(SEPARATOR, end) + 1
    if (end === 0) return 0
  }
  return end
}
