import { hasActionColumn } from '../datahub-csv/recognise.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { ownColumns, uploadSettings } from '../moodle-csv/recognise.ts'
import { columnNamed } from './columns.ts'

/** Knows the files by `groupname`, which no other format has. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  if (table === null || hasActionColumn(table)) return NOT_OURS
  const labels = ownColumns(table)
  const known = labels.filter((label) => columnNamed(label) !== null)
  if (!known.some((label) => columnNamed(label) === 'groupname')) return NOT_OURS
  return {
    kind: 'group',
    settings: uploadSettings(sample, table),
    confidence: known.length === labels.length ? 'certain' : 'likely',
    reasons: [`the header has ${listed(known)}`],
  }
}
