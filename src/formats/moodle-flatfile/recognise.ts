import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { fieldsOf } from './fields.ts'
import { OPERATIONS } from './row.ts'

/** Lines that are looked at. */
const MOST_LINES = 100

/** Knows the files by their lines, which have no header: `add` or `del`, and three to five fields behind it. */
export function recognise({ text, isWhole, table, encoding, encodingIsGuessed }: Sample): Recognition {
  if (table !== null && hasActionColumn(table)) return NOT_OURS
  const complete = isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1)
  const lines = complete
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST_LINES)
  const good = lines.filter(isOperation).length
  if (good === 0 || good * 2 < lines.length) return NOT_OURS
  const why = `${good} of ${lines.length} lines looked at have 4 to 6 fields, the first of them add or del`
  return {
    confidence: good === lines.length ? 'certain' : isOperation(lines[0]!) ? 'likely' : 'possible',
    kind: 'enrolment',
    reasons: [why],
    settings: encodingIsGuessed ? { encoding } : {},
  }
}

function isOperation(line: string): boolean {
  const fields = fieldsOf(line)
  return fields.length >= 4 && fields.length <= 6 && OPERATIONS.includes(fields[0]!.toLowerCase())
}
