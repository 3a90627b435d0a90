import type { SourceRecord } from '../formats/format.ts'
import { textArray } from '../store/array-literal.ts'

/** Records that are carried out together, with what the memory asks of them. */
export interface Batch {
  readonly records: readonly BatchRecord[]
  /** Those that ask for something and say what they are about. */
  readonly keyed: readonly Remembered[]
}

/** A record whose text has become a hash. To ask for its action may mean to make it. */
export type BatchRecord = Omit<SourceRecord, 'text' | 'present'> & Partial<Pick<HashedRecord, 'follows'>>

/** A record that was read by an earlier run: its text is not known any more. */
export interface HashedRecord extends SourceRecord {
  /** Of its text, 32 hex digits. */
  readonly hash: string
  /** It waited behind another record of its key (`waiting/settle-waiting.ts`). */
  readonly follows: boolean
}

/** A record as the memory knows it. */
export interface Remembered {
  /** In the batch. */
  readonly index: number
  readonly key: string
  /** 32 hex digits. */
  readonly hash: string
}

/** Lets go of the texts where it can: they are much of what a record takes, and live shortly. */
export function batchOf(records: readonly SourceRecord[], hashRecord: (text: string) => string): Batch {
  const keyed: Remembered[] = []
  const kept = records.map((source, index): BatchRecord => {
    const { line, key, text, nature, finding, label, isHeld } = source
    if (finding === undefined && key !== null) {
      keyed.push({ index, key, hash: isHashed(source) ? source.hash : hashRecord(text) })
    }
    // What makes its action from its text needs that still.
    if (nature !== undefined) return source
    const record: { -readonly [K in keyof BatchRecord]: BatchRecord[K] } = { line, key }
    if (finding === undefined) record.action = source.action!
    else record.finding = finding
    if (label !== undefined) record.label = label
    if (isHeld) record.isHeld = isHeld
    if (isHashed(source)) record.follows = source.follows
    return record
  })
  // Now, while the database is busy with an earlier batch.
  spelledKeys(keyed)
  return { records: kept, keyed }
}

function isHashed(source: SourceRecord): source is HashedRecord {
  return 'hash' in source
}

const spelled = new WeakMap<readonly Remembered[], string>()

/** The keys as PostgreSQL spells an array. A chunk's are told three times: to compare, to remember, and in the log. */
export function spelledKeys(records: readonly Remembered[]): string {
  let keys = spelled.get(records)
  if (keys === undefined) {
    keys = textArray(records.map(({ key }) => key))
    spelled.set(records, keys)
  }
  return keys
}
