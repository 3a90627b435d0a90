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
  const named = row.get('role')
  const role = Object.hasOwn(settings.roleMap, named) ? settings.roleMap[named]! : null
  if (role === null) {
    const note = finding('RB-1262', { row: row.sourcedId, field: 'role', value: named })
    return { kind: 'enrolment', verb: 'several', of: [], note }
  }
  const common = {
    kind: 'enrolment',
    person: { field: 'idnumber', value: row.get('userSourcedId') },
    course: { field: 'idnumber', value: row.get('classSourcedId') },
    method: METHOD,
    role,
  } as const
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

/** Midnight UTC whatever the zone of the site, or null: none. */
function dayOf(row: Row, column: string): number | null {
  const day = row.get(column)
  return day === '' ? null : midnight(day, 'UTC')
}
