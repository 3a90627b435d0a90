import { sameName } from '../datahub-csv/fields.ts'
import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { csvSettings } from '../detect/csv-settings.ts'
import { NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'

/** Headings of lists of users, which this is none of. */
const OF_USERS = ['username', 'email', 'firstname', 'lastname']

/** Knows full lists of enrolments by their headings `uniqueid` and `course`. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  const settings = csvSettings(sample)
  if (table === null || settings === null || hasActionColumn(table)) return NOT_OURS
  const headings = new Set(table.header.map(sameName))
  if (!headings.has('uniqueid') || !headings.has('course')) return NOT_OURS
  const others = OF_USERS.filter((heading) => headings.has(heading))
  const found = 'the header has uniqueid and course'
  if (others.length > 1) return NOT_OURS
  return { confidence: 'certain', kind: 'enrolment', reasons: [found], settings }
}
