import type { Enrolment } from '../../domain/entities.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { SiteFacts } from '../../domain/site-facts.ts'
import type { MembershipPart, Moment } from '../../domain/sync-action.ts'
import { localInstant, midnight, today } from '../../domain/values/dates.ts'
import type { Draft } from '../draft.ts'

interface Times {
  timeStart?: number | null
  timeEnd?: number | null
}

const DAY_MS = 86_400_000

/** The times that a wish brings, in milliseconds. An end before the start refuses the record. */
export function readTimes(
  { start, end }: Pick<MembershipPart, 'start' | 'end'>,
  existing: Enrolment | null,
  facts: SiteFacts,
  draft: Draft,
): Times | Outcome {
  if (start === undefined && end === undefined) return {}
  const times: Times = {}
  if (start !== undefined) times.timeStart = instant(start, facts, draft)
  const begins = times.timeStart === undefined ? (existing?.timeStart ?? null) : times.timeStart
  if (end !== undefined) {
    times.timeEnd =
      typeof end === 'object' && end !== null
        ? (begins ?? draft.now) + end.daysAfterStart * DAY_MS
        : instant(end, facts, draft)
  }
  const ends = times.timeEnd === undefined ? (existing?.timeEnd ?? null) : times.timeEnd
  if (begins === null || ends === null || ends >= begins) return times
  return draft.refuse('RB-4006', {
    field: draft.label('enrolment', 'completetime'),
    value: shown(ends),
    other: draft.label('enrolment', 'enrolmenttime'),
    start: shown(begins),
  })
}

function instant(moment: Moment, facts: SiteFacts, draft: Draft): number | null {
  if (moment === null || typeof moment === 'number') return moment
  if (moment === 'today') return midnight(today(draft.now, facts.timezone), facts.timezone)
  return moment.includes('T') ? localInstant(moment, facts.timezone) : midnight(moment, facts.timezone)
}

function shown(time: number): string {
  return new Date(time).toISOString()
}
