import { type Finding, finding } from '../../domain/finding.ts'
import type { CategorySync } from '../../domain/sync-action.ts'
import { lostReference, type References } from './references.ts'
import type { Row } from './row.ts'

/** A course is an entry of a catalogue, not a course of the site: only what it refers to is looked at. */
export function courseAction(row: Row, sessions: References): CategorySync | Finding {
  const column = 'orgSourcedId'
  const common = {
    kind: 'category',
    verb: 'sync',
    idnumber: row.get(column),
    name: '',
    parent: null,
    visible: true,
    ifKnown: 'leave',
    column,
  } as const
  if (row.isWithdrawn) return { ...common, ifUnknown: 'leave', note: finding('RB-1261') }
  const fault = courseFault(row, sessions)
  return fault ?? { ...common, ifUnknown: 'reject', note: finding('RB-1260') }
}

/** What is wrong with the references of a course within the package, or null. */
export function courseFault(row: Row, sessions: References): Finding | null {
  const year = 'schoolYearSourcedId'
  return lostReference(row.sourcedId, year, [row.get(year)], sessions)
}
