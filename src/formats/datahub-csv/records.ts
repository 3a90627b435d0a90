import type { FileKind } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import { CsvReader } from '../csv/reader.ts'
import { decode } from '../encodings/decode.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import { rowReader } from './row-reader.ts'
import type { DatahubSettings } from './settings.ts'

/** Streams the rows of an inspected file as records, in batches that are full but for the last. */
export async function* records(
  file: SourceFile,
  inspection: Inspection,
  settings: DatahubSettings,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const read = rowReader(inspection.header!, inspection.kind as FileKind, settings)
  const reader = new CsvReader(inspection.separator!)
  let batch: SourceRecord[] = []
  let isHeader = true
  let mayHoldSeparator = false
  for await (const text of textAndEnd(file, inspection.encoding)) {
    mayHoldSeparator ||= text?.includes(SEPARATOR) ?? false
    for (const row of text === null ? reader.end() : reader.push(text)) {
      if (isHeader) {
        isHeader = false
        continue
      }
      batch.push(read(row, mayHoldSeparator))
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}

/** The text of the file, and null when it is over. */
async function* textAndEnd(file: SourceFile, encoding: string): AsyncGenerator<string | null> {
  yield* decode(file, encoding)
  yield null
}
