import type { EnrolmentAction } from '../domain/action.ts'
import type { Enrolment, EnrolmentStatus } from '../domain/entities.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import { midnight } from '../domain/values/dates.ts'
import { isOutcome, notOneOf, readDate } from './checks.ts'
import type { Draft } from './draft.ts'

/** What an enrolment record brings besides person, place and role. */
export interface EnrolmentValues {
  status?: EnrolmentStatus
  /** Null: the enrolment is to have no such bound. */
  timeStart?: number | null
  timeEnd?: number | null
}

const STATUSES: readonly EnrolmentStatus[] = ['active', 'suspended']

/** Reads times (midnight in the site's zone) and status, in the order of Data Hub rule E-1. */
export function readEnrolmentValues(
  { fields, erase = [] }: Pick<EnrolmentAction, 'fields' | 'erase'>,
  facts: SiteFacts,
  draft: Draft,
): EnrolmentValues | Outcome {
  const values: EnrolmentValues = {}
  for (const [field, target] of TIMES) {
    const text = fields[field]
    if (erase.includes(field)) values[target] = null
    if (text === undefined) continue
    const date = readDate(draft.label('enrolment', field), text, draft)
    if (isOutcome(date)) return date
    values[target] = midnight(date, facts.timezone)
  }
  if (fields.status !== undefined) {
    const word = fields.status.toLowerCase() as EnrolmentStatus
    if (!STATUSES.includes(word)) {
      return notOneOf(draft.label('enrolment', 'status'), fields.status, STATUSES, draft)
    }
    values.status = word
  }
  return values
}

const TIMES = [
  ['enrolmenttime', 'timeStart'],
  ['completetime', 'timeEnd'],
] as const

/**
 * Data Hub quirk Q-14: an end before the start is refused, whether the record brings both or one of them stands
 * already. The start that a new enrolment gets by default (the time of the run) is not held against a past end:
 * lists of past terms have such rows.
 */
export function endBeforeStart(
  values: EnrolmentValues,
  existing: Enrolment | undefined,
  draft: Draft,
): Outcome | null {
  if (values.timeStart === undefined && values.timeEnd === undefined) return null
  const start = values.timeStart === undefined ? (existing?.timeStart ?? null) : values.timeStart
  const end = values.timeEnd === undefined ? (existing?.timeEnd ?? null) : values.timeEnd
  if (start === null || end === null || end >= start) return null
  // As it stands already: a past end whose start was the time of the run, sent once more.
  if (existing !== undefined && start === existing.timeStart && end === existing.timeEnd) return null
  return draft.refuse('RB-4006', {
    field: draft.label('enrolment', 'completetime'),
    value: day(end),
    other: draft.label('enrolment', 'enrolmenttime'),
    start: day(start),
  })
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
