/** One record of a CSV file: its cells, unquoted. */
export interface CsvRecord {
  /** Line of the file, counted by its LFs from 1, on which the record starts. */
  readonly line: number
  /** Never more than one past `MAX_COLUMNS`. */
  readonly cells: readonly string[]
  /** Null when the record is well formed. Otherwise where a cell ends is a guess. */
  readonly fault: CsvFault | null
}

/** The first quoting mistake of a record. */
export interface CsvFault {
  readonly kind: 'textAfterQuote' | 'quoteInsideValue'
  /** Index of the cell, from 0. */
  readonly cell: number
  /** The line on which the quoted value ends, or the line of the stray quote. */
  readonly line: number
}
