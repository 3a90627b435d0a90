import type { Dataset, RosterDataset } from '../domain/activity.ts'
import { datasetRules } from './datasets/index.ts'
import { isActivity } from './exports.ts'

const ROSTER_PREFIXES: Readonly<Record<RosterDataset, string>> = {
  user: 'Users',
  course: 'Courses',
  enrolment: 'Enrolments',
}

/** What the names of a dataset's files begin with (outbound rule O-2; those of rosters are Rollbook's own). */
export function prefixOf(dataset: Dataset): string {
  return isActivity(dataset) ? datasetRules(dataset).prefix : ROSTER_PREFIXES[dataset]
}

/** `SCORM20260330.csv`. */
export function fileName(prefix: string, date: string): string {
  return `${prefix}${date.replaceAll('-', '')}.csv`
}

/** A history is no daily file, and no retention takes it for one. */
export function historyName(prefix: string, date: string): string {
  return `${prefix}-history-${date.replaceAll('-', '')}.csv`
}
