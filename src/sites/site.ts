import type { ActivityKind } from '../domain/activity-entities.ts'
import type {
  Category,
  Cohort,
  CohortMember,
  ContextLevel,
  Course,
  Enrolment,
  Entities,
  Group,
  Grouping,
  GroupingGroup,
  GroupMember,
  Role,
  RoleAssignment,
  User,
} from '../domain/entities.ts'
import type { Operation } from '../domain/operation.ts'
import type { ProfileField, SiteFacts } from '../domain/site-facts.ts'
import type { EnrollableCourse, Entity, Teacher } from '../domain/site-state.ts'
import type { Person } from '../domain/state/people-index.ts'

/**
 * A site as the hub sees it. Each kind of site is one folder beside this file; planning and runs know only this
 * page. The embedded site works inside the run's own transaction; a remote site writes an intent before and
 * confirms after.
 */
export interface Site extends SiteReader {
  /** Carries out operations in bulk and writes their history. `lastId` is the last id that planning gave out. */
  apply(operations: readonly Operation[], cause: Cause, lastId: number): Promise<void>
}

/**
 * Reading by the names and ids that a chunk has: one bulk look-up each, whatever the size of the chunk. A name or
 * pair that is not there is simply not in the answer. `load-state.ts` puts the answers together.
 */
export interface SiteReader {
  /** Contexts of which the site does not tell who holds which role. Absent: it tells of all. */
  readonly unreadRoles?: ReadonlySet<ContextLevel>
  /** Is this one of the further fields (`more-fields.ts`) that the site has no way to be told of? Absent: none is. */
  readonly isUnwritable?: (field: string) => boolean
  facts(): Promise<SiteFacts>
  roles(): Promise<Role[]>
  profileFields(): Promise<ProfileField[]>
  /** The highest id given out so far: planning numbers new things from there. */
  lastId(): Promise<number>
  /** Live users that have any of the identifiers. */
  users(by: PersonNames): Promise<User[]>
  /** The same, with what an enrolment needs of a user. */
  people(by: PersonNames): Promise<Person[]>
  courses(by: CourseNames): Promise<Course[]>
  enrollableCourses(by: CourseNames): Promise<EnrollableCourse[]>
  categories(): Promise<Category[]>
  /** By user and course. */
  enrolments(places: readonly Pair[]): Promise<Enrolment[]>
  roleAssignments(places: readonly RolePlace[]): Promise<RoleAssignment[]>
  /** By course and name. */
  groups(names: readonly NamePair[]): Promise<Group[]>
  /** By course and id number. */
  groupsByIdnumber(idnumbers: readonly NamePair[]): Promise<Group[]>
  groupings(names: readonly NamePair[]): Promise<Grouping[]>
  /** By group and user. */
  groupMembers(pairs: readonly Pair[]): Promise<GroupMember[]>
  /** By grouping and group. */
  groupingGroups(pairs: readonly Pair[]): Promise<GroupingGroup[]>
  cohorts(by: CohortNames): Promise<Cohort[]>
  /** By cohort and user. */
  cohortMembers(pairs: readonly Pair[]): Promise<CohortMember[]>
  /** Enrolments, roles, groups and groupings of courses, and what hangs on them. Used to reset courses, so seldom. */
  contents(courseIds: readonly number[]): Promise<Entity[]>
  /** What people did, of one kind: what has the identity of any of these. */
  activities<K extends ActivityKind>(kind: K, like: readonly Entities[K][]): Promise<Entities[K][]>
  /** The highest teacher by course id; courses without one are not there. */
  teachers(courseIds: readonly number[]): Promise<ReadonlyMap<number, Teacher>>
}

/** Cohorts that have any of these. */
export interface CohortNames {
  readonly idnumbers: readonly string[]
  readonly names: readonly string[]
}

export interface PersonNames {
  readonly usernames: readonly string[]
  readonly emails: readonly string[]
  readonly idnumbers: readonly string[]
  readonly ids?: readonly number[]
}

export interface CourseNames {
  readonly shortnames: readonly string[]
  readonly idnumbers: readonly string[]
}

export type Pair = readonly [number, number]
export type NamePair = readonly [courseId: number, name: string]
export type RolePlace = readonly [userId: number, context: ContextLevel, instanceId: number]

/** Which run and file operations come from, and the line of each record of the chunk: for the history. */
export interface Cause {
  readonly runId: number
  readonly fileNo: number
  /** Line by record index (`Operation.record`). */
  readonly lines: readonly number[]
  /** How many records of the file come before the chunk's. */
  readonly first: number
  /** The time of the run, as milliseconds since 1970 UTC. */
  readonly now: number
}
