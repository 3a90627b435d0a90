import type { SourceFile, SourceRecord } from '../../../src/formats/format.ts'
import { onerosterCsv } from '../../../src/formats/oneroster-csv/format.ts'

/** The records of a whole package, by file; a refused package fails the test with its first finding. */
export async function readPackage(
  files: readonly SourceFile[],
  settings: object = {},
): Promise<ReadonlyMap<string, SourceRecord[]>> {
  const parsed = onerosterCsv.settings(settings)
  const read = new Map<string, SourceRecord[]>()
  for (const { file, inspection, finding } of await onerosterCsv.inspectAll!(files, parsed)) {
    if (inspection === undefined)
      throw new Error(`${files[file]!.name}: ${finding!.code} ${finding!.message}`)
    // As a run does, which stores the inspection as JSON.
    const stored = JSON.parse(JSON.stringify(inspection))
    const records: SourceRecord[] = []
    for await (const batch of onerosterCsv.records(files[file]!, stored, parsed, 2, files))
      records.push(...batch)
    if (records.length !== inspection.records)
      throw new Error(`${records.length} of ${inspection.records} records`)
    read.set(files[file]!.name, records)
  }
  return read
}

/** The one record of a table. */
export async function onlyRecord(
  files: readonly SourceFile[],
  name: string,
  settings: object = {},
): Promise<SourceRecord> {
  const records = (await readPackage(files, settings)).get(name) ?? []
  if (records.length !== 1) throw new Error(`${name} has ${records.length} records`)
  return records[0]!
}
