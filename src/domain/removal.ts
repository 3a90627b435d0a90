import type { Action, RecordKind } from './action.ts'
import { type Limit, mostAllowed } from './guard.ts'
import { SEPARATOR } from './record-key.ts'

/** What a full list does to those that it lacks (snapshot-sync.md 3.4, oneroster-csv.md 3.3). */
export type RemovalWay = 'suspend' | 'delete' | 'unenrol' | 'hide'

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
      return {
        kind,
        verb: 'end',
        person: { field: 'idnumber', value: person },
        course: { field: 'idnumber', value: course },
        method,
        role: role === '' ? null : role,
        ends: 'role',
        how,
        ifUnknown: 'leave',
      }
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
