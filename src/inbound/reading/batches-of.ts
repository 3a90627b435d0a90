import type { Action } from '../../domain/action.ts'
import type { SourceRecord } from '../../formats/format.ts'
import { distinctFiles } from '../archived-files.ts'
import { type Batch, batchOf } from '../batch.ts'
import { sieved } from '../guard/sieve.ts'
import type { Work } from '../guard/work.ts'
import type { Hub } from '../hub.ts'
import { recordsOf } from '../records-of.ts'
import type { RunFile } from '../run-row.ts'
import { isWaitingFile } from '../waiting/waiting-file.ts'
import { unpack } from './packed-batch.ts'
import { packedBatches } from './reading-thread.ts'
import { withoutFirst } from './without-first.ts'

/** A thread takes as long to begin as some ten thousand records take to be read: fewer are read where they are planned. */
export const THREAD_RECORDS = 50_000

/** The records of a file that have no outcome yet, in batches of so many. */
export async function batchesOf(
  hub: Hub,
  work: Work,
  file: RunFile,
  chunkRecords: number,
): Promise<AsyncIterable<Batch>> {
  const left = file.inspection!.records - file.done
  if (work.run.sieve === null && !isWaitingFile(file) && left >= THREAD_RECORDS) {
    return fromThread(hub, work, file, chunkRecords)
  }
  const records = await recordsOf(hub, work, file, chunkRecords)
  return batched(sieved(hub, work.run, file, records), file.done, hub.recordPrefix)
}

export async function* batched(
  records: AsyncIterable<SourceRecord[]>,
  done: number,
  recordPrefix: string,
): AsyncGenerator<Batch> {
  for await (const rest of withoutFirst(records, done)) yield await batchOf(rest, recordPrefix)
}

export async function* fromThread(
  { dataFolder, recordPrefix }: Pick<Hub, 'dataFolder' | 'recordPrefix'>,
  { run, files, format, settings }: Pick<Work, 'run' | 'files' | 'format' | 'settings'>,
  { name, sha256, size, entry, kind, inspection, done }: RunFile,
  chunkRecords: number,
): AsyncGenerator<Batch> {
  const packed = packedBatches({
    dataFolder,
    organisationId: run.organisationId,
    file: { name, sha256, size, entry, kind },
    siblings: format.inspectAll === undefined ? [] : distinctFiles(files),
    inspection: inspection!,
    format: format.name,
    settings: run.settings,
    recordPrefix,
    done,
    chunkRecords,
  })
  const actionOf = format.actionOf?.(inspection!, settings) ?? ((text: string) => JSON.parse(text) as Action)
  for await (const batch of packed) yield unpack(batch, actionOf)
}
