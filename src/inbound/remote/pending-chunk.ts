import type { Batch, BatchRecord, Remembered } from '../batch.ts'
import type { KindAndKey } from '../memory.ts'
import type { PlannedChunk } from '../plan-chunk.ts'
import type { WaitingChanges } from '../waiting/settle-waiting.ts'

/** A planned chunk as an intent keeps it: all that is needed to carry it out and to say what became of it. */
export interface PendingChunk {
  readonly fileNo: number
  /** Records of the file before it. */
  readonly first: number
  readonly records: readonly Pick<BatchRecord, 'line' | 'key' | 'label'>[]
  readonly keyed: readonly Remembered[]
  readonly outcomes: PlannedChunk['outcomes']
  readonly operations: PlannedChunk['operations']
  readonly mails: PlannedChunk['mails']
  readonly forgotten: { readonly exact: readonly KindAndKey[]; readonly prefixes: readonly KindAndKey[] }
  /** Indexes of records. */
  readonly remembered: readonly number[]
  readonly staleAtOnce: readonly number[]
  readonly waiting: WaitingChanges
}

export function pendingChunk(
  fileNo: number,
  first: number,
  { records, keyed }: Batch,
  chunk: PlannedChunk & Pick<PendingChunk, 'waiting'>,
): PendingChunk {
  const names = (some: readonly KindAndKey[]) => some.map(({ kind, key }) => ({ kind, key }))
  return {
    fileNo,
    first,
    records: records.map(({ line, key, label }) => ({ line, key, ...(label !== undefined && { label }) })),
    // A hash that is made when it is asked for is no property that JSON would tell.
    keyed: keyed.map(({ index, key, hash }) => ({ index, key, hash })),
    outcomes: chunk.outcomes,
    operations: chunk.operations,
    mails: chunk.mails,
    forgotten: { exact: names(chunk.forgotten.exact), prefixes: names(chunk.forgotten.prefixes) },
    remembered: chunk.remembered.map(({ index }) => index),
    staleAtOnce: [...chunk.staleAtOnce],
    waiting: chunk.waiting,
  }
}
