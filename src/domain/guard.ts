import type { Action, EnrolmentAction, RecordKind } from './action.ts'
import type { OutcomeWord } from './outcome.ts'
import type { CategoryRoleSync, MembershipEnd, MembershipSync } from './sync-action.ts'
import { parseFlag } from './values/flags.ts'

/** What records bring about that cannot be had back by the next file. */
export const REMOVAL_MEASURES = ['deletions', 'suspensions', 'unenrolments'] as const

/** What a run has in it that may be too much to be meant. The guard counts each by itself, kind of record by kind. */
export const MEASURES = [...REMOVAL_MEASURES, 'changes', 'rejects'] as const
export type Measure = (typeof MEASURES)[number]

/** Exactly at a limit passes. */
export interface Limit {
  /** More than this share of the population is too many; null: no such limit. */
  readonly percent: number | null
  /** More than this number is too many; null: no such limit. */
  readonly count: number | null
}

/** What happens when removals pass a limit: all of the run waits for a person, or its removals alone, or they are left out. */
export const ON_THRESHOLD = ['holdFile', 'holdRemovals', 'skipRemovals'] as const
export type OnThreshold = (typeof ON_THRESHOLD)[number]

/** When a run is more than its feed can mean. */
export interface Guard {
  readonly limits: Readonly<Record<Measure, Limit>>
  /** The shares apply from this population upwards. */
  readonly minPopulation: number
  /** A value of the person or the course by which each part of a run is judged by itself; null: the run as a whole. */
  readonly segmentBy: Segmenting | null
  readonly onThreshold: OnThreshold
}

export interface Segmenting {
  readonly of: 'user' | 'course'
  /** A field of the kind, or the short name of a profile field after `profile.`. */
  readonly field: string
}

/** The most that passes. */
export function mostAllowed({ percent, count }: Limit, minPopulation: number, population: number): number {
  const share =
    percent === null || population < minPopulation
      ? Number.POSITIVE_INFINITY
      : Math.floor((percent * population) / 100)
  return Math.min(share, count ?? Number.POSITIVE_INFINITY)
}

/** What passes whatever the population is. */
export function alwaysAllowed(limit: Limit, minPopulation: number): number {
  return mostAllowed(limit, minPopulation, minPopulation)
}

/** Under which measure a record counts, by what became of it. */
export function measureOf(kind: RecordKind, outcome: OutcomeWord): Measure | null {
  switch (outcome) {
    case 'deleted':
      return 'deletions'
    case 'suspended':
      return kind === 'enrolment' ? 'unenrolments' : 'suspensions'
    case 'unenrolled':
    case 'roleUnassigned':
      return 'unenrolments'
    case 'updated':
    case 'roleAssigned':
      return 'changes'
    case 'rejected':
      return 'rejects'
    default:
      return null
  }
}

/** What becomes of records that count as removals. */
export const REMOVAL_OUTCOMES: readonly OutcomeWord[] = [
  'deleted',
  'suspended',
  'unenrolled',
  'roleUnassigned',
]

const USER_ENDS = { delete: 'deletions', suspend: 'suspensions', keep: 'changes' } as const

function endsEnrolment(action: EnrolmentAction | MembershipSync | MembershipEnd | CategoryRoleSync): boolean {
  return action.verb === 'end' && action.how !== 'keep'
}

function isLeftActive(flag: string | undefined): boolean {
  return flag === undefined || parseFlag(flag) === false
}

/** The worst that a record may bring about, by what it asks for. */
export function measureAsked(action: Action): Measure {
  switch (action.kind) {
    case 'user':
      if (action.verb === 'delete') return 'deletions'
      if (action.verb === 'suspend') return 'suspensions'
      if (action.verb === 'end') return USER_ENDS[action.how]
      if (action.verb === 'sync') return action.suspended === true ? 'suspensions' : 'changes'
      return isLeftActive(action.fields.suspended) ? 'changes' : 'suspensions'
    case 'course':
      if (action.verb === 'delete') return 'deletions'
      return action.verb === 'end' && action.how === 'delete' ? 'deletions' : 'changes'
    case 'enrolment':
      if (action.verb === 'several') {
        return action.of.some(endsEnrolment) ? 'unenrolments' : 'changes'
      }
      return action.verb === 'delete' || endsEnrolment(action) ? 'unenrolments' : 'changes'
    case 'category':
    case 'cohort':
    case 'group':
    case 'activity':
      return 'changes'
  }
}
