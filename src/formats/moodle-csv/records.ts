import type { Action } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import { CsvReader } from '../csv/reader.ts'
import type { CsvRecord } from '../csv/record.ts'
import { recordBatches } from '../csv/record-batches.ts'
import { decode } from '../encodings/decode.ts'
import type { Format, SourceFile, SourceRecord } from '../format.ts'
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
    const readCells: RowReader = (cells, line) => {
      const asked = read(cells)
      if ('code' in asked) return refusedRecord(line, cells, asked)
      return { line, key: recordKey(asked), text: JSON.stringify(asked), action: asked }
    }
    const { encoding, header = [] } = inspection
    return recordBatches(
      rowsOf(file, encoding, DELIMITERS[settings.delimiter]),
      (row) => readRow(row, header, readCells),
      batchSize,
    )
  }
}

type RowReader = (cells: readonly string[], line: number) => SourceRecord

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

async function* rowsOf(file: SourceFile, encoding: string, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(delimiter)
  for await (const text of withLineFeeds(decode(file, encoding))) yield reader.push(text)
  yield reader.end()
}
