import { ACTIVITY_KEYS, ACTIVITY_KINDS, type ActivityEntities } from './activity-entities.ts'
import type { MoreCourseField, MoreUserField, MoreValues } from './more-fields.ts'

/**
 * What a site holds, as planning sees it. Ids are the site's own; times are milliseconds since 1970 UTC;
 * an absent time is null.
 */

export interface User {
  readonly id: number
  readonly username: string
  readonly email: string
  readonly idnumber: string
  readonly firstname: string
  readonly lastname: string
  readonly city: string
  /** ISO 3166 code, or empty. */
  readonly country: string
  readonly auth: string
  readonly lang: string
  readonly timezone: string
  readonly theme: string
  /** HTML. */
  readonly description: string
  readonly institution: string
  readonly department: string
  readonly maildigest: number
  readonly autosubscribe: boolean
  readonly trackforums: boolean
  readonly suspended: boolean
  readonly forcePasswordChange: boolean
  /** A keyed hash, or empty when no password opens the account. Never shown, never logged. */
  readonly passwordHash: string
  /** Values as stored, by short name: '0' or '1' for checkboxes, ISO dates, text otherwise. */
  readonly profile: Readonly<Record<string, string>>
  readonly more: MoreValues<MoreUserField>
}

export interface Category {
  readonly id: number
  /** 0 at the top. */
  readonly parentId: number
  readonly name: string
  /** Empty: none. Several may share one on a remote site. */
  readonly idnumber: string
  readonly visible: boolean
}

export interface Course {
  readonly id: number
  readonly categoryId: number
  readonly shortname: string
  readonly fullname: string
  readonly idnumber: string
  readonly summary: string
  readonly format: string
  readonly numsections: number
  /** ISO date in the site's zone, `YYYY-MM-DD`. */
  readonly startdate: string
  /** The same, or empty for none. */
  readonly enddate: string
  readonly newsitems: number
  readonly showgrades: boolean
  readonly showreports: boolean
  readonly visible: boolean
  readonly maxbytes: number
  readonly lang: string
  readonly theme: string
  /** Does the course take manual enrolments? */
  readonly manualEnrol: boolean
  /** Null when the course has no guest method. */
  readonly guestAccess: GuestAccess | null
  readonly more: MoreValues<MoreCourseField>
}

export interface GuestAccess {
  readonly enabled: boolean
  readonly password: string
}

export type EnrolmentStatus = 'active' | 'suspended'

export interface Enrolment {
  readonly userId: number
  readonly courseId: number
  readonly method: string
  readonly status: EnrolmentStatus
  readonly timeStart: number | null
  readonly timeEnd: number | null
}

export type ContextLevel = 'system' | 'coursecat' | 'course' | 'user'
export const CONTEXT_LEVELS: readonly ContextLevel[] = ['system', 'coursecat', 'course', 'user']

export interface RoleAssignment {
  readonly userId: number
  readonly roleId: number
  readonly context: ContextLevel
  /** Id of the category, course or user; 0 for the system. */
  readonly instanceId: number
}

export interface Role {
  readonly id: number
  readonly shortname: string
  /** Where it may be given. */
  readonly contexts: readonly ContextLevel[]
}

export interface Group {
  readonly id: number
  readonly courseId: number
  readonly name: string
  /** Empty: none. No other group of the course has it. */
  readonly idnumber: string
  /** HTML. */
  readonly description: string
  /** Of the key with which people enter the group by themselves: as of a user's password. */
  readonly passwordHash: string
}

export interface GroupMember {
  readonly groupId: number
  readonly userId: number
  /** The group's course, so that a person's history can be told by course. */
  readonly courseId: number
}

export interface Grouping {
  readonly id: number
  readonly courseId: number
  readonly name: string
}

export interface GroupingGroup {
  readonly groupingId: number
  readonly groupId: number
  readonly courseId: number
}

/** A list of users of the whole site, or of one of its categories. */
export interface Cohort {
  readonly id: number
  /** Empty: none. */
  readonly idnumber: string
  readonly name: string
  /** HTML. */
  readonly description: string
  readonly visible: boolean
  /** 0: of the whole site. Null: a server of its own does not tell. */
  readonly categoryId: number | null
}

export interface CohortMember {
  readonly cohortId: number
  readonly userId: number
}

/** Every kind of thing an operation can change, with its shape. */
export interface Entities extends ActivityEntities {
  user: User
  category: Category
  course: Course
  enrolment: Enrolment
  roleAssignment: RoleAssignment
  group: Group
  groupMember: GroupMember
  grouping: Grouping
  groupingGroup: GroupingGroup
  cohort: Cohort
  cohortMember: CohortMember
}

export type EntityKind = keyof Entities

/** In the order in which they can be written: what is referred to comes first. */
export const ENTITY_KINDS: readonly EntityKind[] = [
  'user',
  'category',
  'course',
  'enrolment',
  'roleAssignment',
  'group',
  'groupMember',
  'grouping',
  'groupingGroup',
  'cohort',
  'cohortMember',
  ...ACTIVITY_KINDS,
]

/** The identity of an entity within its kind: its id, or the ids that make up a link. */
export function entityKey<K extends EntityKind>(kind: K, entity: Entities[K]): string {
  return KEYS[kind](entity)
}

const KEYS: { [K in EntityKind]: (entity: Entities[K]) => string } = {
  user: (e) => String(e.id),
  category: (e) => String(e.id),
  course: (e) => String(e.id),
  enrolment: (e) => `${e.userId}:${e.courseId}:${e.method}`,
  roleAssignment: (e) => `${e.userId}:${e.roleId}:${e.context}:${e.instanceId}`,
  group: (e) => String(e.id),
  groupMember: (e) => `${e.groupId}:${e.userId}`,
  grouping: (e) => String(e.id),
  groupingGroup: (e) => `${e.groupingId}:${e.groupId}`,
  cohort: (e) => String(e.id),
  cohortMember: (e) => `${e.cohortId}:${e.userId}`,
  ...ACTIVITY_KEYS,
}
