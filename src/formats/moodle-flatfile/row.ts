import { type Finding, finding } from '../../domain/finding.ts'
import type { MembershipEnd, MembershipSync } from '../../domain/sync-action.ts'
import { fieldsOf } from './fields.ts'
import { type RoleNames, roleNames } from './roles.ts'
import type { FlatfileSettings } from './settings.ts'

/** The method that enrolments of this feed have. */
export const METHOD = 'flatfile'

export type Asked = MembershipSync | MembershipEnd

/** Eleven digits reach the year 5138. */
const SECONDS = /^\d{1,11}$/

export const OPERATIONS = ['add', 'del']

/** Makes the function that turns a line into what it asks for, or into why it is refused (moodle-csv.md 1.3). */
export function lineReader(settings: FlatfileSettings): (text: string) => Asked | Finding {
  const roles = roleNames(settings.roleAliases)
  return (text) => readLine(fieldsOf(text), roles, settings)
}

function readLine(fields: readonly string[], roles: RoleNames, settings: FlatfileSettings): Asked | Finding {
  if (fields.length < 4 || fields.length > 6) return finding('RB-1312', { value: fields.length })
  const [operation = '', named = '', user = '', course = '', startText = '', endText = ''] = fields
  const verb = operation.toLowerCase()
  if (!OPERATIONS.includes(verb)) {
    return finding('RB-1313', { field: 'operation', value: operation, accepted: OPERATIONS })
  }
  if (named === '' || user === '' || course === '') {
    const lacking = Object.entries({ role: named, user, course }).filter(([, value]) => value === '')
    return finding('RB-2001', { field: lacking.map(([field]) => field).join(', ') })
  }
  const role = roles.shortnameOf(named)
  if (role === null) return finding('RB-1314', { field: 'role', value: named })

  const start = timeOf('start', startText)
  if (typeof start === 'object' && start !== null) return start
  const end = timeOf('end', endText)
  if (typeof end === 'object' && end !== null) return end
  if (start !== null && end !== null && start > end) {
    return finding('RB-1316', { field: 'start', value: startText, end: endText })
  }
  const place = {
    kind: 'enrolment',
    person: { field: 'idnumber', value: user },
    course: { field: 'idnumber', value: course },
    method: METHOD,
    role,
  } as const
  if (verb === 'add') return { ...place, verb: 'enrol', status: 'active', start, end }
  return {
    ...place,
    verb: 'end',
    ends: 'enrolment',
    how: settings.unenrolAction,
    anyMethod: true,
    ifUnknown: 'reject',
    ...(settings.unenrolAction === 'keep' && { because: 'unenrolAction' }),
  }
}

/** Milliseconds since 1970 UTC, or null for none. */
function timeOf(field: 'start' | 'end', text: string): number | null | Finding {
  if (text === '') return null
  if (!SECONDS.test(text)) return finding('RB-1315', { field, value: text })
  const seconds = Number(text)
  return seconds === 0 ? null : seconds * 1000
}
