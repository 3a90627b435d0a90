import type { Format, Inspection, SourceRecord } from '../../../src/formats/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

/** Inspects a file and reads all of its records, in pieces so small that everything is cut somewhere. */
export async function readAll<Settings>(
  format: Format<Settings>,
  content: string | Uint8Array,
  raw: object = {},
  batchSize = 2,
): Promise<{ inspection: Inspection; records: SourceRecord[] }> {
  const settings = format.settings(raw)
  const file = bytesFile(content, undefined, 3)
  const inspection = await format.inspect(file, settings)
  const records: SourceRecord[] = []
  for await (const batch of format.records(file, inspection, settings, batchSize)) {
    if (batch.length === 0 || batch.length > batchSize) throw new Error('a batch of the wrong size')
    records.push(...batch)
  }
  return { inspection, records }
}

/** Of each record its line and what it asks for, or the code with which it is refused. */
export function said(records: readonly SourceRecord[]) {
  return records.map(({ line, action, finding }) => [line, action ?? finding?.code])
}
