import { ACTIVITY_DATASETS, type ActivityDataset } from '../../domain/activity.ts'
import { refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { COLUMNS } from './columns.ts'
import type { ActivityCsvSettings } from './settings.ts'

/** What a file tells of, and where each of its columns stands. */
export interface Layout {
  readonly dataset: ActivityDataset
  /** Index by the name as `columns.ts` spells it. */
  readonly places: ReadonlyMap<string, number>
}

/**
 * Reads a header. Names count without case and outer spaces. Throws RollbookError: RB-4505 when it does not say what the
 * file tells of, RB-1041 for a column that comes twice, RB-1042 for one that is missing, RB-1304 for one that is not
 * known.
 */
export function layoutOf(header: readonly string[], settings: ActivityCsvSettings): Layout {
  const labels = header.map((cell) => cell.trim())
  const dataset = settings.dataset === 'detect' ? datasetOf(labels) : settings.dataset
  if (dataset === null) {
    throw refusal('RB-4505', { accepted: ACTIVITY_DATASETS.flatMap((known) => COLUMNS[known].own ?? []) })
  }
  const { needed, others } = COLUMNS[dataset]
  const places = new Map<string, number>()
  for (const [index, label] of labels.entries()) {
    if (isRejectColumn(label)) continue
    const name = [...needed, ...others].find((known) => isSame(known, label))
    if (name === undefined) {
      const meant = nearest(label, [...needed, ...others])
      throw refusal('RB-1304', {
        field: label,
        accepted: [...needed, ...others],
        hint: meant === null ? '' : ` Is ${meant} meant?`,
      })
    }
    const first = places.get(name)
    if (first !== undefined) throw refusal('RB-1041', { field: label, first: first + 1, second: index + 1 })
    places.set(name, index)
  }
  const missing = needed.filter((name) => !places.has(name))
  if (missing.length > 0) throw refusal('RB-1042', { missing, found: labels })
  return { dataset, places }
}

/** By the column that only one dataset has; null when there is none or several, and it is no list of completions. */
export function datasetOf(labels: readonly string[]): ActivityDataset | null {
  const has = (name: string) => labels.some((label) => isSame(name, label))
  const own = ACTIVITY_DATASETS.filter((dataset) => has(COLUMNS[dataset].own ?? ''))
  if (own.length === 1) return own[0]!
  const { needed } = COLUMNS.completion
  const left = labels.filter((label) => !isRejectColumn(label))
  const isCompletion = left.length === needed.length && needed.every(has)
  return own.length === 0 && isCompletion ? 'completion' : null
}

function isSame(name: string, label: string): boolean {
  return name.toLowerCase() === label.toLowerCase()
}
