import { CsvReader } from '../csv/reader.ts'
import type { CsvRecord } from '../csv/record.ts'
import { decode } from '../encodings/decode.ts'
import type { SourceFile } from '../format.ts'

/** What was read of a file so far; complete when the stream is over. */
export interface RowCounts {
  /** With the header. */
  rows: number
  blankLines: number
}

/**
 * The rows of a file in pieces, the header first: UTF-8 with or without byte order mark, commas. Throws RollbookError
 * RB-10xx for what cannot be read.
 */
export async function* streamRows(
  file: SourceFile,
  counts: RowCounts = { rows: 0, blankLines: 0 },
): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(',')
  for await (const text of decode(file, 'utf-8')) {
    const rows = reader.push(text)
    if (rows.length > 0) yield rows
  }
  const last = reader.end()
  if (last.length > 0) yield last
  counts.rows = reader.count
  counts.blankLines = reader.blankLines
}
