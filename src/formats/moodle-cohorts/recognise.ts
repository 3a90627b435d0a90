import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { ownColumns, uploadSettings } from '../moodle-csv/recognise.ts'
import { columnNamed } from './columns.ts'

/** Columns that say where a cohort is. Of the files with `name`, only these have them. */
const PLACES: readonly (string | null)[] = [
  'context',
  'category',
  'category_id',
  'category_idnumber',
  'category_path',
]

/** Knows the files by their header: `name`, no action column, and little else that they do not have. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  if (table === null || hasActionColumn(table)) return NOT_OURS
  const labels = ownColumns(table)
  const known = labels.filter((label) => columnNamed(label) !== null)
  const columns = known.map(columnNamed)
  if (!columns.includes('name') || known.length < 2 || known.length * 2 < labels.length) return NOT_OURS
  const told = { kind: 'cohort', settings: uploadSettings(sample, table) } as const
  const reasons = [`the header has ${listed(known)}`]
  if (known.length < labels.length) return { ...told, confidence: 'possible', reasons }
  return { ...told, confidence: columns.some((one) => PLACES.includes(one)) ? 'certain' : 'likely', reasons }
}
