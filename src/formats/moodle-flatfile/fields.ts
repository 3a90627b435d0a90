import { readQuotedRecord } from '../csv/quoted-record.ts'
import { withoutReason } from '../reject-columns.ts'

const APOSTROPHE = "'"
const QUOTE = '"'

/**
 * Takes a line of a flat file apart (moodle-csv.md 1.1): at commas if it has one, else at semicolons. Fields are
 * trimmed; a quote or apostrophe with which the line begins is stripped from the ends of all of them. A value with the
 * delimiter in it may be quoted as in CSV, which the original cannot read.
 */
export function fieldsOf(whole: string): readonly string[] {
  const line = withoutReason(whole)
  const delimiter = line.includes(',') ? ',' : ';'
  const fields = line.split(delimiter).map((field) => field.trim())
  const first = fields[0]!
  if (first.startsWith(QUOTE) || fields.some(isHalfQuoted)) {
    const record = readQuotedRecord(line, 0, 1, delimiter, true)
    if (!('openQuote' in record) && record.fault === null) return record.cells.map((cell) => cell.trim())
  }
  if (first.startsWith(APOSTROPHE)) return fields.map((field) => stripped(field, APOSTROPHE))
  return first.startsWith(QUOTE) ? fields.map((field) => stripped(field, QUOTE)) : fields
}

/** A quoted value was split at the delimiter within. */
function isHalfQuoted(field: string): boolean {
  return field.startsWith(QUOTE) && (field.length === 1 || !field.endsWith(QUOTE))
}

function stripped(field: string, sign: string): string {
  let start = 0
  let end = field.length
  while (field[start] === sign) start += 1
  while (end > start && field[end - 1] === sign) end -= 1
  return field.slice(start, end)
}
