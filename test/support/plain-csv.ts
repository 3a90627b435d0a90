/** A record of a well-made CSV file: its cells by column, and the line on which it starts. */
export interface PlainRecord {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

/**
 * A second opinion on CSV, slow and plain, so that tests of files need not trust the reader under test.
 * Records with too few or too many cells, or with quotes where none may be, are left out.
 */
export function readPlainCsv(text: string, separator: string): PlainRecord[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r?\\n|$)`, 'y')
  const records: { line: number; values: string[] }[] = []
  let record = { line: 1, values: [] as string[] }
  let line = 1
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex
    const match = cell.exec(text)
    if (match === null) {
      // Not CSV: leave out the rest of the line.
      const end = text.indexOf('\n', start)
      if (end < 0) break
      cell.lastIndex = end + 1
      record = { line: ++line, values: [] }
      continue
    }
    record.values.push(match[1]?.replaceAll('""', '"') ?? match[2]!)
    line += match[0].split('\n').length - 1
    if (match[3] === separator) continue
    records.push(record)
    record = { line, values: [] }
  }
  const [header, ...rows] = records
  return rows
    .filter(({ values }) => values.length === header!.values.length)
    .map(({ line, values }) => ({
      line,
      cells: Object.fromEntries(header!.values.map((name, at) => [name, values[at]!])),
    }))
}
