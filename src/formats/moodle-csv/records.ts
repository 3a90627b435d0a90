import type { Action } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import { CsvReader } from '../csv/reader.ts'
import type { CsvRecord } from '../csv/record.ts'
import { decode } from '../encodings/decode.ts'
import type { Format, Inspection, SourceFile, SourceRecord } from '../format.ts'
import { withLineFeeds } from './line-feeds.ts'
import { DELIMITERS, type TableSettings } from './settings.ts'

/**
 * Makes the reader of an upload's records. `readerOf` gives what a row asks for, or why it is refused; the cells of a row
 * are as many as the columns, and trimmed. An action holds all that its outcome depends on, settings included.
 */
export function recordsOf<Settings extends TableSettings>(
  readerOf: (header: readonly string[], settings: Settings) => (cells: readonly string[]) => Action | Finding,
): Format<Settings>['records'] {
  return (file, inspection, settings, batchSize) => {
    const read = readerOf(inspection.header ?? [], settings)
    return tableRecords(file, inspection, settings, batchSize, (cells, line) => {
      const asked = read(cells)
      if ('code' in asked) return refusedRecord(line, cells, asked)
      return { line, key: recordKey(asked), text: JSON.stringify(asked), action: asked }
    })
  }
}

type RowReader = (cells: readonly string[], line: number) => SourceRecord

/** Streams the rows of an inspected upload as records, in batches that are full but for the last. */
async function* tableRecords(
  file: SourceFile,
  { encoding, header = [] }: Inspection,
  settings: TableSettings,
  batchSize: number,
  read: RowReader,
): AsyncGenerator<SourceRecord[]> {
  const reader = new CsvReader(DELIMITERS[settings.delimiter])
  let batch: SourceRecord[] = []
  let isHeader = true
  for await (const text of textAndEnd(file, encoding)) {
    for (const row of text === null ? reader.end() : reader.push(text)) {
      if (isHeader) {
        isHeader = false
        continue
      }
      batch.push(readRow(row, header, read))
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}

/** A record that the format itself refuses. */
function refusedRecord(line: number, cells: readonly string[], because: Finding): SourceRecord {
  return { line, key: null, text: cells.join(SEPARATOR), finding: because }
}

function readRow(row: CsvRecord, header: readonly string[], read: RowReader): SourceRecord {
  const { line, cells, fault } = row
  if (fault !== null) {
    const code = fault.kind === 'textAfterQuote' ? 'RB-1026' : 'RB-1027'
    const field = header[fault.cell]?.trim() ?? String(fault.cell + 1)
    return refusedRecord(line, cells, finding(code, { field, line: fault.line }))
  }
  const column = cells.findIndex((cell) => cell.includes(SEPARATOR))
  if (column !== -1) {
    return refusedRecord(line, cells, finding('RB-1028', { field: header[column]!.trim() }))
  }
  return read(
    cells.map((cell) => cell.trim()),
    line,
  )
}

/** The text of the file, and null when it is over. */
async function* textAndEnd(file: SourceFile, encoding: string): AsyncGenerator<string | null> {
  yield* withLineFeeds(decode(file, encoding))
  yield null
}
