import { recordBatches } from '../csv/record-batches.ts'
import { streamCsv } from '../csv/stream-csv.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import { detailOf } from './inspect.ts'
import { layoutOf } from './layout.ts'
import { rowReader } from './row-reader.ts'
import { scanList } from './scan-list.ts'
import type { SnapshotSettings } from './settings.ts'

/**
 * Streams the rows of an inspected list as records, in batches that are full but for the last. Where ids stand in
 * several rows, the list is read once more first, to know which.
 */
export async function* records(
  file: SourceFile,
  inspection: Inspection,
  settings: SnapshotSettings,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const { encoding, header, separator } = inspection
  const doubled = detailOf(inspection).doubled ? (await scanList(file, encoding, settings)).doubled : null
  const read = rowReader(layoutOf(header!, settings), doubled, settings)
  yield* recordBatches(streamCsv(file, { encoding, separator: separator! }), read, batchSize)
}
