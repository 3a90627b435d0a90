import { type CsvStyle, cellsOf, csvLine, type Table } from './table.ts'
import { toWindows1252 } from './windows-1252.ts'

/** "CSV (Comma delimited)" where the list separator of Windows is a semicolon. */
export const SEMICOLONS: CsvStyle = { separator: ';', lineEnd: '\r\n' }

/** "CSV UTF-8 (Comma delimited)"; the byte order mark comes before it. */
export const COMMAS: CsvStyle = { separator: ',', lineEnd: '\r\n' }
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * What is left of a table when it has been opened in a spreadsheet program and saved in Windows-1252. Rows that are
 * no proper CSV do not survive the opening; rows with other characters would come out with question marks.
 */
export function forWindows1252(table: Table): Table {
  return {
    header: table.header,
    rows: table.rows.filter(({ cells, malformed }) => {
      return (
        malformed === undefined && toWindows1252(csvLine(cellsOf(cells, table.header), SEMICOLONS)) !== null
      )
    }),
  }
}
