import type { ErrorCode } from '../../src/domain/errors/catalogue.ts'

/** A column's name to its value; a column that is not named is empty. */
export type Cells = Readonly<Record<string, string>>

/** One record of a sample file. */
export interface Row {
  readonly cells: Cells
  /** The line as it stands in the file, where it is no proper CSV: too few cells, a stray quote. */
  readonly malformed?: string
  readonly mistake?: Mistake
}

/** What is wrong with a row, for the table of the README. */
export interface Mistake {
  /** The finding that the row must get. */
  readonly code: ErrorCode
  readonly field: string
  readonly about: string
}

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly Row[]
}

export interface CsvStyle {
  readonly separator: ',' | ';'
  readonly lineEnd: '\n' | '\r\n'
}

export const PLAIN_CSV: CsvStyle = { separator: ',', lineEnd: '\n' }

/** The table as CSV, and the line on which each row starts (the header is line 1). */
export function writeCsv(table: Table, style: CsvStyle): { text: string; lines: number[] } {
  const lines: number[] = []
  const parts = [csvLine(table.header, style)]
  let line = 2
  for (const row of table.rows) {
    const text = row.malformed ?? csvLine(cellsOf(row.cells, table.header), style)
    parts.push(text)
    lines.push(line)
    line += text.split('\n').length
  }
  return { text: parts.join(style.lineEnd) + style.lineEnd, lines }
}

export function csvLine(cells: readonly string[], { separator }: CsvStyle): string {
  return cells
    .map((cell) =>
      cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(separator)
}

/** The cells in the order of the header. A value for a column that the table has not is a slip of the generator. */
export function cellsOf(cells: Cells, header: readonly string[]): string[] {
  const stray = Object.keys(cells).find((column) => !header.includes(column))
  if (stray !== undefined) throw new Error(`No column ${stray}`)
  return header.map((column) => cells[column] ?? '')
}
