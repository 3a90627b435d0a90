import type { SourceRecord } from '../formats/format.ts'
import { textArray } from '../store/array-literal.ts'
import { nextTurn } from './next-turn.ts'
import type { Wants } from './wants.ts'

/** Records that are carried out together, with what the memory asks of them. */
export interface Batch {
  readonly records: readonly BatchRecord[]
  /** Those that ask for something and say what they are about. */
  readonly keyed: readonly Remembered[]
  /** Made ahead where it is likely that the site will be asked about every record: of a first import. */
  readonly wants?: Wants
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

/** Some milliseconds of hashing: an answer of the database is not to wait for much longer. */
const STEP_RECORDS = 1000

/** Lets go of the texts where it can: they are much of what a record takes, and live shortly. */
export async function batchOf(
  records: readonly SourceRecord[],
  hashRecord: (text: string) => string,
): Promise<Batch> {
  const kept: BatchRecord[] = []
  const keyed: Remembered[] = []
  for (let index = 0; index < records.length; index++) {
    if (index % STEP_RECORDS === 0) await nextTurn()
    const source = records[index]!
    const { key, text, finding } = source
    if (finding === undefined && key !== null) {
      keyed.push({ index, key, hash: isHashed(source) ? source.hash : hashRecord(text) })
    }
    kept.push(withoutText(source))
  }
  await nextTurn()
  // Now, while the database is busy with an earlier batch.
  spelledKeys(keyed)
  return { records: kept, keyed }
}

function withoutText(source: SourceRecord): BatchRecord {
  const { line, key, nature, finding, label, isHeld } = source
  // What makes its action from its text needs that still.
  if (nature !== undefined) return source
  const record: { -readonly [K in keyof BatchRecord]: BatchRecord[K] } = { line, key }
  if (finding === undefined) record.action = source.action!
  else record.finding = finding
  if (label !== undefined) record.label = label
  if (isHeld) record.isHeld = isHeld
  if (isHashed(source)) record.follows = source.follows
  return record
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
