import { decode } from '../encodings/decode.ts'
import type { SourceFile } from '../format.ts'
import { CsvReader } from './reader.ts'
import type { CsvRecord } from './record.ts'

/** What was read of a file so far; complete when the stream is over. */
export interface RowCounts {
  /** With the header. */
  rows: number
  blankLines: number
}

/**
 * The rows of a file in pieces, the header first. `encoding` is a WHATWG label. Throws RollbookError RB-10xx for what
 * cannot be read.
 */
export async function* streamCsv(
  file: SourceFile,
  { encoding, separator }: { readonly encoding: string; readonly separator: string },
  counts: RowCounts = { rows: 0, blankLines: 0 },
): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(separator)
  for await (const text of decode(file, encoding)) {
    const rows = reader.push(text)
    if (rows.length > 0) yield rows
  }
  const last = reader.end()
  if (last.length > 0) yield last
  counts.rows = reader.count
  counts.blankLines = reader.blankLines
}
