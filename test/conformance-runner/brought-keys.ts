import type { RecordKind } from '../../src/domain/action.ts'
import { recordKey } from '../../src/domain/record-key.ts'
import type { Given } from './case-format.ts'

export interface BroughtKey {
  readonly kind: RecordKind
  readonly key: string
}

/**
 * What the feed of a case brought earlier, as its memory has it: users and courses with an id number (`managed: false`:
 * somebody else's), and the enrolments between them whose method is not given.
 */
export function broughtKeys({ users, courses, enrolments }: Given, method: string): BroughtKey[] {
  const own = users.filter(({ managed }) => managed !== false)
  const userIds = new Map(own.map(({ username, idnumber }) => [username, idnumber || null]))
  const courseIds = new Map(courses.map(({ shortname, idnumber }) => [shortname, idnumber || null]))
  const brought: BroughtKey[] = []
  for (const idnumber of userIds.values()) {
    if (idnumber !== null) brought.push({ kind: 'user', key: `i:${idnumber}` })
  }
  for (const idnumber of courseIds.values()) {
    if (idnumber !== null) brought.push({ kind: 'course', key: `i:${idnumber}` })
  }
  for (const { user, course, role, method: other } of enrolments) {
    const person = userIds.get(user) ?? null
    const place = courseIds.get(course) ?? null
    if (other !== undefined || person === null || place === null) continue
    const key = recordKey({
      kind: 'enrolment',
      verb: 'enrol',
      person: { field: 'idnumber', value: person },
      course: { field: 'idnumber', value: place },
      method,
      role,
    })
    brought.push({ kind: 'enrolment', key: key! })
  }
  return brought
}
