import { type Finding, finding } from '../../domain/finding.ts'
import type { MembershipEnd, MembershipSync, MembershipsOfOne } from '../../domain/sync-action.ts'
import { midnight } from '../../domain/values/dates.ts'
import { endBeforeStart } from './end-before-start.ts'
import type { Row } from './row.ts'
import type { OnerosterSettings } from './settings.ts'

/** The name of the enrolments that this format makes; only those are changed and ended. */
export const METHOD = 'oneroster'

/** An enrollment is an enrolment with a mapped role (reference page, section 3.2). `primary` has no effect. */
export function enrollmentAction(
  row: Row,
  settings: OnerosterSettings,
): MembershipSync | MembershipEnd | MembershipsOfOne | Finding {
  const fault = endBeforeStart(row, 'beginDate', 'endDate')
  if (fault !== null) return fault
  const common = membershipIn(row, settings)
  if (common === null) {
    const note = finding('RB-1262', { row: row.sourcedId, field: 'role', value: row.get('role') })
    return { kind: 'enrolment', verb: 'several', of: [], note }
  }
  if (row.isWithdrawn) {
    const how = settings.deletedEnrolments
    return { ...common, verb: 'end', ends: 'role', how, ifUnknown: 'leave', because: 'deletedEnrolments' }
  }
  return {
    ...common,
    verb: 'enrol',
    status: 'active',
    start: dayOf(row, 'beginDate'),
    end: dayOf(row, 'endDate'),
    needsCategories: [{ column: 'schoolSourcedId', idnumber: row.get('schoolSourcedId') }],
  }
}

/** Who is what in which course; null for a role that is mapped to nothing. */
export function membershipIn(
  row: Row,
  { roleMap }: OnerosterSettings,
): Pick<MembershipSync, 'kind' | 'person' | 'course' | 'method' | 'role'> | null {
  const named = row.get('role')
  const role = Object.hasOwn(roleMap, named) ? roleMap[named]! : null
  if (role === null) return null
  return {
    kind: 'enrolment',
    person: { field: 'idnumber', value: row.get('userSourcedId') },
    course: { field: 'idnumber', value: row.get('classSourcedId') },
    method: METHOD,
    role,
  }
}

/** Midnight UTC whatever the zone of the site, or null: none. */
function dayOf(row: Row, column: string): number | null {
  const day = row.get(column)
  return day === '' ? null : midnight(day, 'UTC')
}
