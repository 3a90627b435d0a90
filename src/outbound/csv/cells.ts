import type { CsvProfile } from './profile.ts'

/** Outbound rule O-9: control characters but tab and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const ALL_CONTROL = new RegExp(CONTROL, 'g')
const LINE_BREAKS = /\r\n|\r|\n/g
/** A spreadsheet takes these for the beginning of a formula (outbound rule O-12). */
const FORMULA = /^[=+\-@\t\r]/
/** Whatever has none of these stands as it is, which is said of most values at one look. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TO_CLEAN = /^[=+\-@]|[\u0000-\u001f\u007f]/
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/

type ValueProfile = Pick<CsvProfile, 'formulaCells' | 'lineBreaksInValues'>

/** Cells as a record, without its line end: every field in quotes, quotes doubled (outbound rules O-6, O-7). */
export function record(cells: readonly string[]): string {
  let line = ''
  for (const cell of cells) line += `${line === '' ? '' : ','}${quoted(cell)}`
  return line
}

/** A cell as it stands in a record. */
export function quoted(cell: string): string {
  return `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`
}

/** A value as it may stand in a file. Headings are values that no spreadsheet computes. */
export function cleanHeading(value: string, { lineBreaksInValues }: ValueProfile): string {
  const printable = CONTROL.test(value) ? value.replace(ALL_CONTROL, '') : value
  return lineBreaksInValues === 'space' ? printable.replace(LINE_BREAKS, ' ') : printable
}

export function cleanValue(value: string, profile: ValueProfile): string {
  if (!TO_CLEAN.test(value)) return value
  const clean = cleanHeading(value, profile)
  const computed = profile.formulaCells === 'prefix' && FORMULA.test(clean) && !PLAIN_NUMBER.test(clean)
  return computed ? `'${clean}` : clean
}
