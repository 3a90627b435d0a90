import type { CsvRecord } from '../csv/record.ts'
import { type RowCounts, streamCsv } from '../csv/stream-csv.ts'
import type { SourceFile } from '../format.ts'

/** The rows of a file of a package, the header first: UTF-8 with or without byte order mark, commas. */
export function streamRows(file: SourceFile, counts?: RowCounts): AsyncGenerator<CsvRecord[]> {
  return streamCsv(file, { encoding: 'utf-8', separator: ',' }, counts)
}
