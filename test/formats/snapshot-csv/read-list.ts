import type { AccountSync } from '../../../src/domain/sync-action.ts'
import type { Inspection, SourceFile, SourceRecord } from '../../../src/formats/format.ts'
import { snapshotCsv } from '../../../src/formats/snapshot-csv/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

export const HEADER = 'username,email,firstname,lastname,uniqueid'

/** A record of the format `snapshot-csv`. */
export interface ListRecord extends SourceRecord {
  readonly action?: AccountSync
}

/** Inspects a list and reads all of its records, as a run does. */
export async function readList(
  list: string | SourceFile,
  raw: object = {},
  batchSize = 100,
): Promise<{ inspection: Inspection; records: ListRecord[] }> {
  const file = typeof list === 'string' ? bytesFile(list) : list
  const settings = snapshotCsv.settings(raw)
  // A run stores the inspection as JSON.
  const inspection: Inspection = JSON.parse(JSON.stringify(await snapshotCsv.inspect(file, settings)))
  const records: ListRecord[] = []
  for await (const batch of snapshotCsv.records(file, inspection, settings, batchSize)) {
    records.push(...(batch as ListRecord[]))
  }
  return { inspection, records }
}

/** The records of rows below the usual header. */
export async function readRows(rows: readonly string[], raw: object = {}): Promise<ListRecord[]> {
  return (await readList([HEADER, ...rows].join('\n'), raw)).records
}
