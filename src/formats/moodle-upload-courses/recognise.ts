import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { ownColumns, uploadSettings } from '../moodle-csv/recognise.ts'
import { columnNamed } from './columns.ts'

/** Columns with a meaning of their own that Data Hub's course files have too. */
const SHARED = ['category']

/** Knows the files by their header: `shortname`, no action column, and the columns that only they have. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  if (table === null || hasActionColumn(table)) return NOT_OURS
  const labels = ownColumns(table)
  const known = labels.filter((label) => columnNamed(label.toLowerCase()) !== null)
  const names = known.map((label) => label.toLowerCase())
  if (!names.includes('shortname') || known.length * 2 < labels.length) return NOT_OURS
  const told = { kind: 'course', settings: uploadSettings(sample, table) } as const
  const header = `the header has ${listed(known)}`
  const own = names.filter((name) => columnNamed(name)!.as !== 'value' && !SHARED.includes(name))
  const unknown = labels.length - known.length
  if (own.length > 0) {
    const reasons = [header, `only this format has ${listed(own)}`]
    return { ...told, confidence: unknown === 0 ? 'certain' : 'likely', reasons }
  }
  return names.includes('fullname') && unknown === 0
    ? { ...told, confidence: 'likely', reasons: [`${header}, and no action column`] }
    : { ...told, confidence: 'possible', reasons: [header] }
}
