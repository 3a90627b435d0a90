import type { ScormFact } from '../../domain/activity.ts'
import { numberText } from '../number-text.ts'
import type { DatasetRules } from './dataset.ts'

const POSITIVE = new Set(['completed', 'passed'])
const SCORE_PLACES = 2

/** Attempts at SCORM packages, a row for each SCO. */
export const scorm: DatasetRules<'scorm'> = {
  dataset: 'scorm',
  prefix: 'SCORM',
  columns: ['SCORM Name', 'Sco Name', 'Status', 'Attempt Number', 'Score'],
  once: (only) => only === 'completed',
  row(fact, only) {
    const status = statusOf(fact)
    if (only === 'completed' && !POSITIVE.has(status)) return null
    return {
      at: only === 'completed' ? fact.statusTime : fact.time,
      cells: [fact.scorm, fact.sco, { status }, String(fact.attempt), numberText(fact.score, SCORE_PLACES)],
      order: { names: [fact.scorm, fact.sco], number: fact.attempt },
    }
  },
}

/** Outbound rule O-19: of the two statuses of SCORM 2004, success wins where there is any. */
function statusOf({ completionStatus, successStatus }: ScormFact): string {
  const success = successStatus === 'passed' || successStatus === 'failed' ? successStatus : null
  return success ?? SPELLED[completionStatus ?? ''] ?? completionStatus ?? 'not attempted'
}

/** Packages write some words in other ways than the standard does. */
const SPELLED: Readonly<Record<string, string>> = {
  notattempted: 'not attempted',
  '': 'not attempted',
  unknown: 'not attempted',
}
