import { RollbookError } from '../../domain/finding.ts'
import { CsvReader } from '../csv/reader.ts'
import { detectSeparator } from '../csv/separator.ts'

/** Rows that are looked at. */
const MOST_ROWS = 100

/** A text as CSV, its separator the one that the first line uses most. */
export interface Table {
  readonly separator: ',' | ';' | '\t' | ':'
  /** The first row, trimmed. */
  readonly header: readonly string[]
  /** The rows behind it, trimmed: the first hundred at most. */
  readonly rows: readonly (readonly string[])[]
}

/** `text` has LF line ends; unless it `isWhole`, its last line is not looked at. Null when it has no row. */
export function tableOf(text: string, isWhole: boolean): Table | null {
  const separator = separatorOf(text)
  const reader = new CsvReader(separator, MOST_ROWS + 1)
  const [header, ...rows] = rowsOf(reader, text, isWhole)
  return header === undefined ? null : { separator, header, rows }
}

/** Colons are taken by the uploads of Moodle alone, and stand in values of all others. */
function separatorOf(text: string): Table['separator'] {
  const separator = detectSeparator(text)
  const [first = ''] = text.trimStart().split('\n', 1)
  return !first.includes(separator) && first.includes(':') ? ':' : separator
}

function rowsOf(reader: CsvReader, text: string, isWhole: boolean): string[][] {
  const records = []
  try {
    records.push(...reader.push(text))
    if (isWhole) records.push(...reader.end())
  } catch (error) {
    // What stands before the mistake is enough to tell what the file is.
    if (!(error instanceof RollbookError)) throw error
  }
  return records.map(({ cells }) => cells.map((cell) => cell.trim()))
}
