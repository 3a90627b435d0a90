import { hash } from 'node:crypto'
import type { Remembered } from '../batch.ts'

/** Some records that stand together in a file. */
export interface Block {
  /** Where it ends: the place after its last record. */
  readonly end: number
  /** Of keys and hashes of its records: `DIGEST_BYTES` bytes, a character each. */
  readonly digest: string
}

export const DIGEST_BYTES = 16

/** A record whose hash begins so is the last of its block: one in sixteen. */
const LAST_OF_BLOCK = '0'
const MOST_RECORDS = 64

const made = new WeakMap<readonly Remembered[], readonly Block[]>()

/**
 * Cuts a chunk's records into blocks, one behind the other. Where a block ends is told by its records and not by their place,
 * so that a record more or less changes one block and not all that follow.
 */
export function blocksOf(records: readonly Remembered[]): readonly Block[] {
  let blocks = made.get(records)
  if (blocks === undefined) {
    blocks = cut(records)
    made.set(records, blocks)
  }
  return blocks
}

function cut(records: readonly Remembered[]): Block[] {
  const blocks: Block[] = []
  let text = ''
  let size = 0
  for (let at = 0; at < records.length; at++) {
    const { key, hash: ofRecord } = records[at]!
    // The length first, so that no two lists of records make the same text.
    text += `${key.length} ${key}${ofRecord}`
    size++
    const isLast = ofRecord.startsWith(LAST_OF_BLOCK) || size === MOST_RECORDS || at === records.length - 1
    if (!isLast) continue
    blocks.push({ end: at + 1, digest: hash('sha256', text, 'binary').slice(0, DIGEST_BYTES) })
    text = ''
    size = 0
  }
  return blocks
}
