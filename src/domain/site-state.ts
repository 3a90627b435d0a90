import type { RecordKind } from './action.ts'
import type { ActivityEntities, ActivityKind } from './activity-entities.ts'
import {
  type Cohort,
  type ContextLevel,
  type Course,
  type Enrolment,
  type Entities,
  type EntityKind,
  entityKey,
  type Group,
  type Grouping,
  type Role,
  type User,
} from './entities.ts'
import type { ProfileField, SiteFacts } from './site-facts.ts'
import type { CategoryTree } from './state/category-tree.ts'
import type { CohortIndex } from './state/cohort-index.ts'
import type { CourseIndex } from './state/course-index.ts'
import type { PeopleIndex, Person } from './state/people-index.ts'
import type { RolesHeld } from './state/roles-held.ts'

/**
 * The part of a site that one chunk of records needs to be planned. Planning changes it as it goes, so that a
 * later record sees what an earlier one did. One shape for each kind of record, since a chunk has one kind.
 */
export interface SiteStates {
  user: UserState
  course: CourseState
  enrolment: EnrolmentState
  category: CategoryState
  activity: ActivityState
  cohort: CohortState
  group: EnrolmentState
}
export type SiteState = SiteStates[RecordKind]

interface CommonState {
  readonly facts: SiteFacts
  /** The id of a thing that the plan makes. Sites that give ids themselves replace it when they answer. */
  newId(): number
}

export interface UserState extends CommonState {
  /** By short name in small letters, since names of columns count without case (Data Hub quirk Q-8). */
  readonly profileFields: ReadonlyMap<string, ProfileField>
  readonly users: PeopleIndex<User>
  /** Is this one of the further fields (`more-fields.ts`) of which no site of this kind can be told? Absent: none is. */
  readonly isUnwritable?: (field: string) => boolean
  /** What records of users name besides; its people are `users`. Null when they name nothing. */
  readonly parts: PartsState | null
  /** Id numbers of categories that are there, of those that records need. Absent: they need none. */
  readonly neededCategories?: ReadonlySet<string>
}

export interface CourseState extends CommonState {
  readonly courses: CourseIndex<Course>
  /** As for users. */
  readonly isUnwritable?: (field: string) => boolean
  readonly categories: CategoryTree
  /** What is in the courses that are to be reset, by course id. Absent: none is. */
  readonly contents?: Map<number, readonly Entity[]>
  /** By short name. Absent: no record names any. */
  readonly roles?: ReadonlyMap<string, Role>
}

/** A thing and its kind. */
export type Entity = { [K in EntityKind]: { readonly kind: K; readonly entity: Entities[K] } }[EntityKind]

export interface CategoryState extends CommonState {
  readonly categories: CategoryTree
}

export interface CohortState extends CommonState {
  readonly categories: CategoryTree
  readonly cohorts: CohortIndex
}

export interface ActivityState extends CommonState {
  readonly people: PeopleIndex<Person>
  readonly courses: CourseIndex<EnrollableCourse>
  /** What is there of what the records tell, by `activityName`. */
  readonly known: Map<string, ActivityEntities[ActivityKind]>
}

/** What enrolment planning needs of a course: enough to enrol, and to fill a mail. */
export type EnrollableCourse = Pick<
  Course,
  'id' | 'shortname' | 'fullname' | 'idnumber' | 'summary' | 'manualEnrol'
> & {
  /** Of the further fields those that say how people are enrolled by hand. Absent: the site does not tell. */
  readonly more?: Course['more']
}

export interface EnrolmentState extends CommonState {
  readonly people: PeopleIndex<Person>
  readonly courses: CourseIndex<EnrollableCourse>
  /** Ids of the categories of a name, wherever they lie (Data Hub rule E-3). Only names that the chunk has. */
  readonly categoriesByName: ReadonlyMap<string, readonly number[]>
  readonly roles: ReadonlyMap<string, Role>
  /** By `pair(userId, courseId)`: one for each method. */
  readonly enrolments: Map<PairKey, Enrolment[]>
  readonly roleAssignments: RolesHeld
  /** Contexts of which nobody knows who holds which role. Absent: none. */
  readonly unreadRoles?: ReadonlySet<ContextLevel>
  /** By `named(courseId, name)`. */
  readonly groups: Map<string, Group[]>
  readonly groupings: Map<string, Grouping[]>
  /** Id numbers of groups that are taken, as `named(courseId, idnumber)`: of those that records want to give. */
  readonly groupIdnumbers?: Set<string>
  /** `pair(groupId, userId)` and `pair(groupingId, groupId)`. */
  readonly members: Set<PairKey>
  readonly links: Set<PairKey>
  /** The highest teacher of a course, by course id; only when mails need it. */
  readonly teachers: Map<number, Teacher>
  /** As for users. */
  readonly neededCategories?: ReadonlySet<string>
  /** Absent: no record names a category otherwise than by name. */
  readonly categories?: CategoryTree
}

/** What an account's enrolments, roles and cohorts need. */
export interface PartsState extends EnrolmentState {
  readonly categories: CategoryTree
  /** By id number. */
  readonly cohorts: Map<string, Cohort[]>
  /** `pair(cohortId, userId)`. */
  readonly cohortMembers: Set<PairKey>
}

/** Of several editing teachers with an address, the one who was there first: the lowest id (Data Hub rule M-2). */
export type Teacher = Pick<Person, 'id' | 'email'>

/** The role whose holder counts as the highest teacher of a course, who may edit it (Data Hub rule M-2). */
export const EDITING_TEACHER = 'editingteacher'

/** Tells things that people did apart, of whatever kind. */
export function activityName(kind: ActivityKind, entity: ActivityEntities[ActivityKind]): string {
  return `${kind} ${entityKey(kind, entity as never)}`
}

/** Names two ids, or a person's place. Mostly a number: a chunk has thousands, and a text would be made for each look. */
export type PairKey = number | string

/** Two ids below this, and a context, fit into the 53 bits of a whole number. */
const IDS = 2 ** 25

export function pair(a: number, b: number): PairKey {
  return a < IDS && b < IDS ? a * IDS + b : `${a}:${b}`
}

export function roleKey(userId: number, context: ContextLevel, instanceId: number): PairKey {
  return userId < IDS && instanceId < IDS
    ? (CONTEXT_NUMBERS[context] * IDS + userId) * IDS + instanceId
    : `${userId}:${context}:${instanceId}`
}

const CONTEXT_NUMBERS: Readonly<Record<ContextLevel, number>> = {
  system: 0,
  coursecat: 1,
  course: 2,
  user: 3,
}

export function named(courseId: number, name: string): string {
  return `${courseId}:${name}`
}
