import type { Action } from '../../domain/action.ts'
import { NATURES, type Nature, natureOf } from '../../domain/record-nature.ts'
import type { SourceRecord } from '../../formats/format.ts'
import { type Batch, type BatchRecord, keepSpelledKeys, type Remembered, spelledKeys } from '../batch.ts'
import { hashRecord } from '../record-hash.ts'

/** A batch on its way from one thread to another: columns of plain values, which are quickly copied. */
export interface PackedBatch {
  readonly lines: Int32Array<ArrayBuffer>
  readonly keys: readonly (string | null)[]
  /** Null: the record was refused. */
  readonly texts: readonly (string | null)[]
  /** Of those that ask for something and say what they are about, one behind the other. */
  readonly hashes: string
  /** The keys of the same, as the database takes them. */
  readonly spelledKeys: string
  /** Numbers of `NATURES`. */
  readonly natures: Uint8Array<ArrayBuffer>
  /** Records that say more, by index. */
  readonly labels: ReadonlyMap<number, string>
  readonly refused: ReadonlyMap<number, Pick<SourceRecord, 'finding' | 'isHeld'>>
}

/** Hex digits. */
const HASH_LENGTH = 32

export function pack(records: readonly SourceRecord[], recordPrefix: string): PackedBatch {
  const lines = new Int32Array(records.length)
  const natures = new Uint8Array(records.length)
  const texts: (string | null)[] = []
  const labels = new Map<number, string>()
  const refused = new Map<number, Pick<SourceRecord, 'finding' | 'isHeld'>>()
  const keyed: Remembered[] = []
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!
    const { line, key, text, finding, isHeld, label } = record
    lines[index] = line
    if (label !== undefined) labels.set(index, label)
    if (finding !== undefined) {
      refused.set(index, { finding, ...(isHeld && { isHeld }) })
      texts.push(null)
      continue
    }
    texts.push(text)
    natures[index] = NATURES.indexOf(record.nature ?? natureOf(record.action!))
    if (key !== null) keyed.push({ index, key, hash: hashRecord(recordPrefix, text) })
  }
  return {
    lines,
    keys: records.map(({ key }) => key),
    texts,
    hashes: keyed.map(({ hash }) => hash).join(''),
    spelledKeys: spelledKeys(keyed),
    natures,
    labels,
    refused,
  }
}

export function unpack(packed: PackedBatch, actionOf: (text: string) => Action): Batch {
  const { lines, keys, texts, natures, labels, refused } = packed
  const records: BatchRecord[] = []
  const keyed: Remembered[] = []
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    const key = keys[index]!
    const text = texts[index]!
    const label = labels.size === 0 ? undefined : labels.get(index)
    if (text === null) {
      records.push({ line, key, ...refused.get(index)!, ...(label !== undefined && { label }) })
      continue
    }
    records.push(new AskingRecord(line, key, text, NATURES[natures[index]!]!, label, actionOf))
    if (key === null) continue
    const at = keyed.length * HASH_LENGTH
    keyed.push({ index, key, hash: packed.hashes.slice(at, at + HASH_LENGTH) })
  }
  keepSpelledKeys(keyed, packed.spelledKeys)
  return { records, keyed }
}

/** A record that asks for something: of most records of a file that was sent before, nobody needs to know what. */
class AskingRecord implements BatchRecord {
  readonly line: number
  readonly key: string | null
  readonly nature: Nature
  declare readonly label?: string
  readonly #text: string
  readonly #actionOf: (text: string) => Action

  constructor(
    line: number,
    key: string | null,
    text: string,
    nature: Nature,
    label: string | undefined,
    actionOf: (text: string) => Action,
  ) {
    this.line = line
    this.key = key
    this.nature = nature
    if (label !== undefined) this.label = label
    this.#text = text
    this.#actionOf = actionOf
  }

  get action(): Action {
    return this.#actionOf(this.#text)
  }
}
