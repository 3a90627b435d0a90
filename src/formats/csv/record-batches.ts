import type { SourceRecord } from '../format.ts'
import type { CsvRecord } from './record.ts'

/** Makes records of the rows under a header, in batches that are full but for the last. */
export async function* recordBatches(
  pieces: AsyncIterable<readonly CsvRecord[]>,
  read: (row: CsvRecord) => SourceRecord,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  let batch: SourceRecord[] = []
  let isHeader = true
  for await (const rows of pieces) {
    for (const row of rows) {
      if (isHeader) {
        isHeader = false
        continue
      }
      batch.push(read(row))
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}
