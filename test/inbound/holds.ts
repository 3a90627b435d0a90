import {
  type CourseAction,
  type DatahubAction,
  type EnrolmentAction,
  IDENTIFYING_FIELDS,
  type Identifiers,
  type IdentifyingField,
  type UserAction,
} from '../../src/domain/action.ts'
import type { Course, User } from '../../src/domain/entities.ts'
import { parseCategoryPath } from '../../src/domain/values/category-path.ts'
import { countryCode } from '../../src/domain/values/countries.ts'
import { isoDate, midnight, parseDate } from '../../src/domain/values/dates.ts'
import { parseFlag } from '../../src/domain/values/flags.ts'
import { type Content, ROLES } from '../support/model-site.ts'

/**
 * Is everything that a record asks for the case on a site? Told without planning and without any memory, from what the
 * site holds: the truth by which both are judged.
 */
export function holds(
  action: DatahubAction,
  content: Content,
  identifyBy: readonly IdentifyingField[] = IDENTIFYING_FIELDS,
): boolean {
  switch (action.kind) {
    case 'user':
      return userHolds(action, content, identifyBy)
    case 'course':
      return courseHolds(action, content)
    case 'enrolment':
      return enrolmentHolds(action, content)
  }
}

function userHolds(
  { verb, fields, find, profile = {} }: UserAction,
  content: Content,
  identifyBy: readonly IdentifyingField[],
): boolean {
  const people = Object.values(content.user)
  const named = find ?? only(fields, identifyBy)
  if (verb === 'delete') return !people.some((user) => isNamed(user, named))
  if (verb === 'suspend') return people.some((user) => isNamed(user, named) && user.suspended)
  // A record may name somebody by what it then changes.
  const names = find === undefined ? {} : { ...find, ...only(fields, IDENTIFYING_FIELDS) }
  return people.some(
    (user) =>
      isNamed(user, names) &&
      Object.entries(fields).every(([field, value]) =>
        userFieldHolds(user, field as keyof typeof fields, value),
      ) &&
      Object.entries(profile).every(
        ([name, value]) => user.profile[name] === (name === 'hired' ? day(value) : value),
      ),
  )
}

function userFieldHolds(user: User, field: keyof UserAction['fields'], value: string): boolean {
  switch (field) {
    case 'username':
      return user.username === value.toLowerCase()
    case 'password':
      return value === 'changeme' ? user.forcePasswordChange : user.passwordHash === value
    case 'country':
      return user.country === countryCode(value)
    case 'maildigest':
      return user.maildigest === Number(value)
    case 'suspended':
      return user.suspended === parseFlag(value)
    default:
      return user[field as 'city'] === value
  }
}

function courseHolds({ verb, fields }: CourseAction, content: Content): boolean {
  const found = Object.values(content.course).find(({ shortname }) => shortname === fields.shortname)
  if (verb === 'delete') return found === undefined
  if (found === undefined) return false
  return Object.entries(fields).every(([field, value]) => courseFieldHolds(found, field, value, content))
}

function courseFieldHolds(course: Course, field: string, value: string, content: Content): boolean {
  switch (field) {
    // Only for the making of a course.
    case 'link':
      return true
    case 'category':
      return String(course.categoryId) === value || endsWith(pathOf(course.categoryId, content), value)
    case 'startdate':
      return course.startdate === day(value)
    case 'numsections':
      return course.numsections === Number(value)
    case 'visible':
      return course.visible === parseFlag(value)
    case 'guest':
      return course.guestAccess?.enabled === parseFlag(value)
    case 'password':
      return course.guestAccess?.password === value
    default:
      return course[field as 'fullname'] === value
  }
}

/** Where an address names several, one of them is the one whom the record enrolled. */
function enrolmentHolds(action: EnrolmentAction, content: Content): boolean {
  const { verb, fields } = action
  const people = Object.values(content.user).filter((person) =>
    isNamed(person, only(fields, IDENTIFYING_FIELDS)),
  )
  const place = placeOf(fields.context!, fields.instance, content)
  if (people.length === 0 || place === undefined) return verb === 'delete'
  return people.some((person) => isEnrolled(person, place, action, content))
}

function isEnrolled(user: User, place: number, { verb, fields }: EnrolmentAction, content: Content): boolean {
  const { context, role, group, grouping, status, enrolmenttime, completetime } = fields
  const held = Object.values(content.roleAssignment).some(
    (a) =>
      a.userId === user.id &&
      a.context === context &&
      a.instanceId === place &&
      ROLES[a.roleId - 1]!.shortname === role,
  )
  if (verb === 'delete') return !held
  if (role !== undefined && !held) return false
  if (context !== 'course') return true
  const enrolment = Object.values(content.enrolment).find((e) => e.userId === user.id && e.courseId === place)
  if (enrolment === undefined) return false
  if (status !== undefined && enrolment.status !== status.toLowerCase()) return false
  if (enrolmenttime !== undefined && enrolment.timeStart !== midnight(day(enrolmenttime), 'UTC')) return false
  if (completetime !== undefined && enrolment.timeEnd !== midnight(day(completetime), 'UTC')) return false
  if (group === undefined) return true
  const groupId = Object.values(content.group).find((g) => g.courseId === place && g.name === group)?.id
  if (content.groupMember[`${groupId}:${user.id}`] === undefined) return false
  if (grouping === undefined) return true
  const groupingId = Object.values(content.grouping).find(
    (g) => g.courseId === place && g.name === grouping,
  )?.id
  return content.groupingGroup[`${groupingId}:${groupId}`] !== undefined
}

function placeOf(context: string, instance: string | undefined, content: Content): number | undefined {
  switch (context) {
    case 'course':
      return Object.values(content.course).find(({ shortname }) => shortname === instance)?.id
    case 'coursecat':
      return Object.values(content.category).find(({ name }) => name === instance)?.id
    case 'user':
      return Object.values(content.user).find(({ username }) => username === instance?.toLowerCase())?.id
    default:
      return 0
  }
}

function isNamed(user: User, by: Identifiers): boolean {
  return IDENTIFYING_FIELDS.every(
    (field) =>
      by[field] === undefined || user[field] === (field === 'username' ? by[field].toLowerCase() : by[field]),
  )
}

function only(fields: Identifiers, names: readonly (keyof Identifiers)[]): Identifiers {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  )
}

function pathOf(id: number, content: Content): string[] {
  const category = content.category[id]
  return category === undefined ? [] : [...pathOf(category.parentId, content), category.name]
}

function endsWith(path: readonly string[], text: string): boolean {
  const { names, absolute } = parseCategoryPath(text)!
  const end = absolute ? path : path.slice(-names.length)
  return end.join('/') === names.join('/')
}

function day(text: string): string {
  return isoDate(parseDate(text, { iso: false })!)
}
