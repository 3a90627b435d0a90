import type { SourceRecord } from '../formats/format.ts'
import { textArray } from '../store/array-literal.ts'
import { nextTurn } from './next-turn.ts'
import { type Block, BlockCutter, setBlocks } from './outline/blocks.ts'
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

/**
 * Lets go of the texts where it can: they are much of what a record takes, and live shortly.
 *
 * @param isKnown whether the records of a block with this digest are as last applied: of these hardly anybody asks for a hash
 */
export async function batchOf(
  records: readonly SourceRecord[],
  hashRecord: (text: string) => string,
  isKnown: (digest: string) => boolean = () => false,
): Promise<Batch> {
  const kept: BatchRecord[] = []
  const keyed: Remembered[] = []
  const cutter = new BlockCutter(hashRecord)
  let ofBlock: HashedWhenAsked[] = []
  const endBlock = ({ digest }: Block) => {
    if (!isKnown(digest)) for (const record of ofBlock) record.hashNow()
    ofBlock = []
  }
  for (let index = 0; index < records.length; index++) {
    if (index % STEP_RECORDS === 0) await nextTurn()
    const source = records[index]!
    const { key, finding } = source
    if (finding === undefined && key !== null) {
      const text = isHashed(source) ? source.hash : source.text
      if (isHashed(source)) keyed.push({ index, key, hash: source.hash })
      else {
        const record = new HashedWhenAsked(index, key, text, hashRecord)
        keyed.push(record)
        ofBlock.push(record)
      }
      const block = cutter.add(key, text)
      if (block !== null) endBlock(block)
    }
    kept.push(withoutText(source))
  }
  const last = cutter.end()
  if (last !== null) endBlock(last)
  setBlocks(keyed, cutter.blocks)
  await nextTurn()
  // Now, while the database is busy with an earlier batch.
  spelledKeys(keyed)
  return { records: kept, keyed }
}

class HashedWhenAsked implements Remembered {
  readonly index: number
  readonly key: string
  readonly #hashRecord: (text: string) => string
  #text: string
  #hash = ''

  constructor(index: number, key: string, text: string, hashRecord: (text: string) => string) {
    this.index = index
    this.key = key
    this.#text = text
    this.#hashRecord = hashRecord
  }

  get hash(): string {
    if (this.#hash === '') this.hashNow()
    return this.#hash
  }

  hashNow(): void {
    this.#hash = this.#hashRecord(this.#text)
    this.#text = ''
  }
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
