import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { ownColumns, uploadSettings } from '../moodle-csv/recognise.ts'
import { COLUMNS } from './columns.ts'
import { datasetOf } from './header.ts'

/** Knows the files by their header: all columns that the dataset needs, and no others than it has. */
export function recognise(sample: Sample): Recognition {
  const { table } = sample
  if (table === null) return NOT_OURS
  const labels = ownColumns(table)
  const dataset = datasetOf(labels)
  if (dataset === null) return NOT_OURS
  const { needed, others } = COLUMNS[dataset]
  const names = labels.map((label) => label.toLowerCase())
  const known = [...needed, ...others].map((name) => name.toLowerCase())
  if (!needed.every((name) => names.includes(name.toLowerCase()))) return NOT_OURS
  if (!names.every((name) => known.includes(name))) return NOT_OURS
  return {
    // Three common words are little to go by.
    confidence: dataset === 'completion' ? 'likely' : 'certain',
    kind: 'activity',
    reasons: [`the header has ${listed(labels)}, as files of dataset ${dataset} do`],
    settings: uploadSettings(sample, table),
  }
}
