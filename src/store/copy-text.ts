import { refusal } from '../domain/finding.ts'

export type CopyValue = string | number | boolean | null

/** What the text format of COPY cannot hold as it is. NUL is there so that one look finds it too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is looked for on purpose
const SPECIAL = /[\\\n\r\t\u0000]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ALL_SPECIAL = /[\\\n\r\t\u0000]/g

/**
 * Rows as text for `Tx.copy`: a line a row, tabs between cells.
 *
 * Strings grow by concatenation: V8 joins the pieces once at the end, which is faster than arrays and `join`.
 * Throws RB-6046 for a value with a NUL character.
 */
export function copyText(rows: Iterable<readonly CopyValue[]>): string {
  let text = ''
  for (const row of rows) text += copyRow(row)
  return text
}

/** One row with its line end. */
export function copyRow(row: readonly CopyValue[]): string {
  let line = copyCell(row[0] ?? null)
  for (let i = 1; i < row.length; i++) line += `\t${copyCell(row[i] ?? null)}`
  return `${line}\n`
}

/** One cell: null becomes `\N`, booleans `t` and `f`. Arrays and dates are the caller's to spell. */
export function copyCell(value: CopyValue): string {
  switch (typeof value) {
    case 'string':
      return SPECIAL.test(value) ? value.replace(ALL_SPECIAL, escaped) : value
    case 'boolean':
      return value ? 't' : 'f'
    case 'number':
      return String(value)
    default:
      return '\\N'
  }
}

function escaped(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default:
      throw refusal('RB-6046')
  }
}
