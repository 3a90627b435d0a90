import type { DatahubAction } from '../../src/domain/action.ts'
import { RollbookError } from '../../src/domain/finding.ts'
import { datahubCsv } from '../../src/formats/datahub-csv/format.ts'
import type { DatahubSettings } from '../../src/formats/datahub-csv/settings.ts'
import type { Inspection, SourceFile, SourceRecord } from '../../src/formats/format.ts'

/** A record of the format `datahub-csv`. */
export interface DatahubRecord extends SourceRecord {
  readonly action?: DatahubAction
}

/** Inspects a file and reads all of its records. */
export async function readFile(
  file: SourceFile,
  raw: unknown = {},
  batchSize = 100,
): Promise<{ inspection: Inspection; records: DatahubRecord[] }> {
  const settings: DatahubSettings = datahubCsv.settings(raw)
  const inspection = await datahubCsv.inspect(file, settings)
  const records: DatahubRecord[] = []
  for await (const batch of datahubCsv.records(file, inspection, settings, batchSize)) {
    records.push(...(batch as DatahubRecord[]))
  }
  return { inspection, records }
}

/** The finding with which `work` is refused. Anything but a RollbookError is thrown on. */
export async function refusalOf(work: () => unknown) {
  try {
    await work()
  } catch (error) {
    if (error instanceof RollbookError) return error.finding
    throw error
  }
  throw new Error('it was accepted')
}
