import type { SourceRecord } from '../formats/format.ts'
import type { Work } from './guard/work.ts'
import type { Hub } from './hub.ts'
import type { RunFile } from './run-row.ts'
import { sourceOf } from './start-run.ts'
import { isWaitingFile } from './waiting/waiting-file.ts'
import { waitingRecords } from './waiting/waiting-records.ts'

/** The records of a file that was sent, or of one that holds what waited. */
export async function recordsOf(
  hub: Hub,
  { run, format, settings, siblings }: Omit<Work, 'files'>,
  file: RunFile,
  batchSize: number,
): Promise<AsyncIterable<SourceRecord[]>> {
  if (isWaitingFile(file)) return waitingRecords(hub, run, file, batchSize)
  const source = await sourceOf(hub, run.organisationId, file)
  return format.records(source, file.inspection!, settings, batchSize, siblings)
}
