import type { Action, Identifiers } from './action.ts'
import { ACTIVITY_NAMES } from './activity-entities.ts'
import type { ActivitySync } from './activity-wish.ts'
import type { AccountName, CohortName, CourseName, MembershipEnd, MembershipSync } from './sync-action.ts'

/**
 * What a record is about, spelled so that the same thing always gets the same key. The hub remembers per site and
 * key what was last applied; when an operation changes a thing through one key, the memory of its other keys
 * (`personKeys`, `courseKeys`, `coursePlaces`) is forgotten, so that no record is taken for unchanged when something
 * else moved.
 *
 * A person is known by the strongest identifier that the record has: user name, then id number, then address. A sync
 * action names its target by one identifier, and that is its key.
 */
export function recordKey(action: Action): string | null {
  switch (action.kind) {
    case 'user':
      if (action.verb === 'sync' || action.verb === 'end') return nameKey(action.by)
      return personKey(action.find ?? action.fields)
    case 'course':
      if (action.verb === 'sync' || action.verb === 'end') return courseKey(action.by)
      return action.fields.shortname === undefined ? null : `s:${action.fields.shortname}`
    case 'category':
      return `i:${action.idnumber}`
    case 'cohort':
      return cohortKey(action.by)
    case 'group':
      return [courseKey(action.course), action.name].join(SEPARATOR)
    case 'activity':
      return activityKey(nameKey(action.person), action)
    case 'enrolment': {
      if (action.verb === 'several') return membershipKey(action.of)
      if (action.verb === 'assign') {
        return [nameKey(action.person), CATEGORY_BY_IDNUMBER, action.category, action.role].join(SEPARATOR)
      }
      if (action.verb === 'enrol' || action.verb === 'end') return membershipKey([action])
      const { context, instance = '', role = '' } = action.fields
      const person = personKey(action.fields)
      if (person === null || context === undefined) return null
      return [person, context, instance, role].join(SEPARATOR)
    }
  }
}

/** Between the parts of an enrolment's key. Formats refuse a record that holds this control character. */
export const SEPARATOR = '\u001f'

/** What stands in keys of roles for a category that is named by id number. */
export const CATEGORY_BY_IDNUMBER = 'coursecatid'

/** All keys by which records may have named a person. */
export function personKeys(user: Required<Identifiers>): string[] {
  const keys = [`u:${user.username}`]
  if (user.idnumber !== '') keys.push(`i:${user.idnumber}`)
  if (user.email !== '') keys.push(`e:${user.email}`)
  return keys
}

/** All keys by which records may have named a course. */
export function courseKeys({ shortname, idnumber }: { shortname: string; idnumber: string }): string[] {
  return idnumber === '' ? [`s:${shortname}`] : [`s:${shortname}`, `i:${idnumber}`]
}

/** What stands for a course in the keys of enrolment records, by id number: they may name several roles at once. */
export function byIdnumber(idnumber: string): string {
  return ['courseid', idnumber].join(SEPARATOR)
}

/** The key of a record about a person who is named so. */
export function nameKey({ field, value }: AccountName): string {
  return personKey({ [field]: value })!
}

/** The key of a record about a course that is named so. */
export function courseKey({ field, value }: CourseName): string {
  return field === 'shortname' ? `s:${value}` : `i:${value}`
}

/** The key of a record about a cohort that is named so. */
function cohortKey({ field, value }: CohortName): string {
  return field === 'idnumber' ? `i:${value}` : `n:${value}`
}

/** All keys by which records may have named a cohort. */
export function cohortKeys({ idnumber, name }: { idnumber: string; name: string }): string[] {
  return idnumber === '' ? [`n:${name}`] : [`i:${idnumber}`, `n:${name}`]
}

/** One person in one course; with several roles, all of them are the record's. */
function membershipKey(of: readonly (MembershipSync | MembershipEnd)[]): string | null {
  const [first] = of
  if (first === undefined) return null
  const { field, value } = first.course
  const place = field === 'shortname' ? ['course', value].join(SEPARATOR) : byIdnumber(value)
  const roles = [...new Set(of.map(({ role }) => role ?? ''))].join(',')
  return [nameKey(first.person), place, roles].join(SEPARATOR)
}

/** The key of a record about what a person did, who is known by `person`, one of `personKeys`. */
export function activityKey(person: string, { of, course, values }: ActivitySync): string {
  const place = course === null ? '' : courseKey(course)
  const named = ACTIVITY_NAMES[of].map((field) =>
    String((values as Readonly<Record<string, unknown>>)[field]),
  )
  return [person, of, place, ...named].join(SEPARATOR)
}

function personKey(by: Identifiers): string | null {
  if (by.username !== undefined) return `u:${by.username.toLowerCase()}`
  if (by.idnumber !== undefined) return `i:${by.idnumber}`
  if (by.email !== undefined) return `e:${by.email}`
  return null
}
