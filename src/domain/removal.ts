import type { Action, RecordKind } from './action.ts'
import { type Limit, mostAllowed } from './guard.ts'
import { SEPARATOR } from './record-key.ts'

/** What a full list does to those that it lacks (snapshot-sync.md 3.4, oneroster-csv.md 3.3). */
export type RemovalWay = 'suspend' | 'delete' | 'unenrol' | 'hide'

/** Values that people have on a site, by field: `department`, `profile_field_school`. */
export type UserFilter = Readonly<Record<string, string>>

/** Before the short name of a profile field. */
export const PROFILE_OF_FILTER = 'profile_field_'

/** Fields by which people may be told apart besides profile fields. */
export const FILTER_FIELDS = ['institution', 'department', 'city', 'country', 'auth', 'lang'] as const

/** Instead of the key of a record of which nobody can tell what it is about: nothing is missing beside it. */
export const ANYTHING = '*'

/** Instead of the roles in the key of a refused record: the person is named in the course, with whatever roles. */
export const ANY_ROLE = '*'

/** When the removals of a full list are too many to be meant (snapshot-sync.md 3.1). */
export interface RemovalLimits extends Limit {
  /** The percentage applies from this population upwards. */
  readonly minPopulation: number
}

/** How many would be removed, of how many that could be. */
export interface Toll {
  readonly removals: number
  readonly population: number
}

export function isOverLimit({ removals, population }: Toll, limits: RemovalLimits): boolean {
  return removals > mostAllowed(limits, limits.minPopulation, population)
}

/**
 * What ends the thing that a record's key is about, as a feed of the format that wrote the key would ask for it.
 * Null for a key that is not by id number: what is not known by one is not managed by a list.
 */
export function removalOf(kind: RecordKind, key: string, how: RemovalWay, method: string): Action | null {
  switch (kind) {
    case 'user': {
      const value = idnumberIn(key)
      if (value === null || how === 'unenrol' || how === 'hide') return null
      return { kind, verb: 'end', by: { field: 'idnumber', value }, how, ifUnknown: 'leave' }
    }
    case 'course': {
      const value = idnumberIn(key)
      if (value === null || how !== 'hide') return null
      return { kind, verb: 'end', by: { field: 'idnumber', value }, how, ifUnknown: 'leave' }
    }
    case 'enrolment': {
      const [who = '', level, course = '', role = ''] = key.split(SEPARATOR)
      const person = idnumberIn(who)
      if (person === null || level !== 'courseid' || (how !== 'unenrol' && how !== 'suspend')) return null
      const common = {
        kind,
        verb: 'end',
        person: { field: 'idnumber', value: person },
        course: { field: 'idnumber', value: course },
        method,
        ends: 'role',
        how,
        ifUnknown: 'leave',
      } as const
      const [only = '', ...others] = role.split(',').filter((one) => one !== '')
      if (others.length === 0) return { ...common, role: only === '' ? null : only }
      return { kind, verb: 'several', of: [only, ...others].map((one) => ({ ...common, role: one })) }
    }
    case 'category':
    case 'cohort':
    case 'group':
    case 'activity':
      return null
  }
}

function idnumberIn(key: string): string | null {
  return key.startsWith(BY_IDNUMBER) ? key.slice(BY_IDNUMBER.length) : null
}

const BY_IDNUMBER = 'i:'
