/** What makes quotes necessary, whatever the separator (RFC 4180), and spaces that careless readers would trim. */
const NEEDS_QUOTES = /["\r\n]|^\s|\s$/

/** One record as CSV, without its line end. */
export function csvRow(cells: readonly string[], separator = ','): string {
  // A lone empty cell would be a blank line, which readers pass over.
  if (cells.length === 1 && cells[0] === '') return '""'
  return cells.map((cell) => csvCell(cell, separator)).join(separator)
}

function csvCell(value: string, separator: string): string {
  if (!value.includes(separator) && !NEEDS_QUOTES.test(value)) return value
  return `"${value.replaceAll('"', '""')}"`
}

const EVALUATED = /^[=+\-@\t\r]/
const PLAIN_NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/

/**
 * Disarms a text that a spreadsheet would evaluate as a formula, by an apostrophe before it. For what people read;
 * files that programs read again must hold their values as they are.
 */
export function withoutFormula(value: string): string {
  return EVALUATED.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value
}
