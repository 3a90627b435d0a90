import type { MembershipSync } from '../../../src/domain/sync-action.ts'
import type { Inspection, SourceFile, SourceRecord } from '../../../src/formats/format.ts'
import { snapshotEnrolmentsCsv } from '../../../src/formats/snapshot-enrolments-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

/** A record of the format `snapshot-enrolments-csv`. */
export interface ListRecord extends SourceRecord {
  readonly action?: MembershipSync
}

/** Inspects a list and reads all of its records, as a run does. */
export async function readList(
  list: string | SourceFile,
  raw: object = {},
  batchSize = 100,
): Promise<{ inspection: Inspection; records: ListRecord[] }> {
  const { settings: read, inspect, records: recordsOf } = snapshotEnrolmentsCsv
  const file = typeof list === 'string' ? bytesFile(list) : list
  const settings = read(raw)
  // A run stores the inspection as JSON.
  const inspection: Inspection = JSON.parse(JSON.stringify(await inspect(file, settings)))
  const records: ListRecord[] = []
  for await (const batch of recordsOf(file, inspection, settings, batchSize)) {
    records.push(...(batch as ListRecord[]))
  }
  return { inspection, records }
}
