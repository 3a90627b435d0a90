import type {
  Category,
  Cohort,
  CohortMember,
  ContextLevel,
  Course,
  Enrolment,
  EntityKind,
  Group,
  Grouping,
  GroupingGroup,
  GroupMember,
  Role,
  RoleAssignment,
  User,
} from '../../domain/entities.ts'
import type { Operation, OperationOf } from '../../domain/operation.ts'
import type { ProfileField, SiteFacts } from '../../domain/site-facts.ts'
import { EDITING_TEACHER, type Entity, type Teacher } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import type { MoodleWs } from '../../transport/moodle-ws/client.ts'
import { WsFailure } from '../../transport/moodle-ws/failure.ts'
import type { CohortNames, CourseNames, NamePair, Pair, PersonNames, RolePlace, SiteReader } from '../site.ts'
import { Known } from './known.ts'
import { FIRST_NEW_ID, isNewId } from './new-ids.ts'
import type { OwnFacts } from './own.ts'
import { allCategories } from './read/categories.ts'
import { cohortsNamed, membersOfCohorts } from './read/cohorts.ts'
import { allCourses } from './read/courses.ts'
import { groupingsOf, groupsInGroupings, groupsOf, membersOf } from './read/groups.ts'
import { type Participant, participantsOf } from './read/participants.ts'
import { type UserField, userOf, usersBy } from './read/users.ts'
import { isUnwritable } from './write/more.ts'

/** Of one course, by user id. */
type Participants = Map<number, Participant>

/** Courses whose participants are kept at a time: memory stays flat. */
const MOST_COURSES = 2000

const ALL = 'all'

/**
 * A Moodle site, read by web services. Courses and categories are asked for once and kept until something is written
 * there. Who is in a course is kept, too, and follows what is written: a file that is sorted by people touches every course
 * in every chunk. What users there are is kept for one chunk. `cannot-read.ts` tells what is missing.
 */
export class MoodleSite implements SiteReader {
  readonly ws: MoodleWs
  readonly own: OwnFacts
  /** No function tells who holds a role in the system, a category or over a user. */
  readonly unreadRoles: ReadonlySet<ContextLevel> = new Set(['system', 'coursecat', 'user'])
  readonly isUnwritable = isUnwritable
  readonly #users: Known<string, readonly User[]>
  readonly #courses: Known<typeof ALL, readonly Course[]>
  readonly #categories: Known<typeof ALL, readonly Category[]>
  readonly #participants: Known<number, Participants>
  readonly #groups: Known<number, readonly Group[]>
  readonly #groupings: Known<number, readonly Grouping[]>

  constructor(ws: MoodleWs, own: OwnFacts) {
    this.ws = ws
    this.own = own
    this.#users = new Known((key) => this.#askForUsers(key))
    this.#courses = new Known(() => allCourses(ws, own.facts))
    this.#categories = new Known(() => allCategories(ws))
    this.#participants = new Known((courseId) =>
      unlessRefused(participantsOf(ws, courseId, own.roles), new Map()),
    )
    this.#groups = new Known((courseId) => unlessRefused(groupsOf(ws, courseId), []))
    this.#groupings = new Known((courseId) => unlessRefused(groupingsOf(ws, courseId), []))
  }

  /** Forgets what is not kept longer. */
  beginChunk(): void {
    for (const known of [this.#users, this.#groups, this.#groupings]) known.forget()
    if (this.#participants.size > MOST_COURSES) this.#participants.forget()
  }

  /** Keeps what is known of courses true after a chunk: `written` was done, with the ids of the server. */
  async noteWritten(written: readonly Operation[]): Promise<void> {
    const ofKind = <K extends EntityKind>(wanted: K) =>
      written.filter(({ kind }) => kind === wanted) as OperationOf<K>[]
    // Enrolments first: a role is kept only for somebody who is in the course.
    for (const { before, after } of ofKind('enrolment')) {
      const participants = await this.#participants.peek((after ?? before)!.courseId)
      if (participants !== undefined) noteEnrolment(participants, before, after)
    }
    const teacher = this.own.roles.find(({ shortname }) => shortname === EDITING_TEACHER)
    for (const { before, after } of ofKind('roleAssignment')) {
      const { context, instanceId, roleId } = (after ?? before)!
      if (context !== 'course') continue
      // Of teachers the address is wanted, which is not known of somebody new.
      if (roleId === teacher?.id) this.#participants.forget(instanceId)
      const participants = await this.#participants.peek(instanceId)
      if (participants !== undefined) noteRole(participants, before, after)
    }
    if (ofKind('user').some(({ after }) => after === null)) this.#participants.forget()
  }

  /** Courses or categories were written. */
  forgetCourses(): void {
    this.#courses.forget()
    this.#categories.forget()
  }

  async facts(): Promise<SiteFacts> {
    return this.own.facts
  }

  async roles(): Promise<Role[]> {
    return [...this.own.roles]
  }

  async profileFields(): Promise<ProfileField[]> {
    return [...this.own.profileFields]
  }

  async lastId(): Promise<number> {
    return FIRST_NEW_ID
  }

  /** A server tells of it in another way, and takes none in: files of it are refused before. */
  async activities(): Promise<never[]> {
    return []
  }

  async users(by: PersonNames): Promise<User[]> {
    const ids = (by.ids ?? []).filter((id) => !isNewId(id)).map(String)
    const asked: [UserField, readonly string[]][] = [
      ['username', by.usernames],
      ['email', by.emails],
      ['idnumber', by.idnumbers],
      ['id', ids],
    ]
    const found = await Promise.all(
      asked.filter(([, values]) => values.length > 0).map((one) => this.#users.get(JSON.stringify(one))),
    )
    return [...new Map(found.flat().map((user) => [user.id, user])).values()]
  }

  async people(by: PersonNames): Promise<Person[]> {
    return this.users(by)
  }

  async courses({ shortnames, idnumbers }: CourseNames): Promise<Course[]> {
    if (shortnames.length + idnumbers.length === 0) return []
    const short = new Set(shortnames)
    const numbers = new Set(idnumbers.filter((idnumber) => idnumber !== ''))
    const all = await this.#courses.get(ALL)
    return all.filter(({ shortname, idnumber }) => short.has(shortname) || numbers.has(idnumber))
  }

  /** Every course that the account may see. */
  async coursesById(): Promise<ReadonlyMap<number, Course>> {
    return new Map((await this.#courses.get(ALL)).map((course) => [course.id, course]))
  }

  enrollableCourses(by: CourseNames): Promise<Course[]> {
    return this.courses(by)
  }

  async categories(): Promise<Category[]> {
    return [...(await this.#categories.get(ALL))]
  }

  async enrolments(places: readonly Pair[]): Promise<Enrolment[]> {
    const inCourse = await this.#each(
      this.#participants,
      places.map(([, courseId]) => courseId),
    )
    return places.flatMap(([userId, courseId]) => {
      const participant = inCourse.get(courseId)?.get(userId)
      return participant === undefined ? [] : [enrolmentOf(participant, courseId)]
    })
  }

  async roleAssignments(places: readonly RolePlace[]): Promise<RoleAssignment[]> {
    const known = places.filter(([, context]) => !this.unreadRoles.has(context))
    const inCourse = await this.#each(
      this.#participants,
      known.map(([, , instanceId]) => instanceId),
    )
    return known.flatMap(([userId, context, instanceId]) =>
      (inCourse.get(instanceId)?.get(userId)?.roleIds ?? []).map((roleId) => ({
        userId,
        roleId,
        context,
        instanceId,
      })),
    )
  }

  groups(names: readonly NamePair[]): Promise<Group[]> {
    return this.#named(this.#groups, names)
  }

  groupings(names: readonly NamePair[]): Promise<Grouping[]> {
    return this.#named(this.#groupings, names)
  }

  async groupsByIdnumber(idnumbers: readonly NamePair[]): Promise<Group[]> {
    const wanted = new Set(idnumbers.map(([courseId, idnumber]) => `${courseId}:${idnumber}`))
    const inCourse = await this.#each(this.#groups, firsts(idnumbers))
    const all = [...inCourse.values()].flat()
    return all.filter(({ courseId, idnumber }) => wanted.has(`${courseId}:${idnumber}`))
  }

  /** All groups of courses. */
  async groupsIn(courseIds: readonly number[]): Promise<Group[]> {
    return [...(await this.#each(this.#groups, courseIds)).values()].flat()
  }

  async groupingsIn(courseIds: readonly number[]): Promise<Grouping[]> {
    return [...(await this.#each(this.#groupings, courseIds)).values()].flat()
  }

  async groupMembers(pairs: readonly Pair[]): Promise<GroupMember[]> {
    const wanted = new Set(pairs.map(String))
    const members = await membersOf(this.ws, firsts(pairs))
    // The course of the group is for the history, which knows it from the plan.
    return members
      .filter(({ groupId, userId }) => wanted.has(String([groupId, userId])))
      .map((member) => ({ ...member, courseId: 0 }))
  }

  async groupingGroups(pairs: readonly Pair[]): Promise<GroupingGroup[]> {
    const wanted = new Set(pairs.map(String))
    const links = await groupsInGroupings(this.ws, firsts(pairs))
    return links.filter(({ groupingId, groupId }) => wanted.has(String([groupingId, groupId])))
  }

  cohorts(by: CohortNames): Promise<Cohort[]> {
    return cohortsNamed(this.ws, by)
  }

  async cohortMembers(pairs: readonly Pair[]): Promise<CohortMember[]> {
    const wanted = new Set(pairs.map(String))
    const members = await membersOfCohorts(this.ws, firsts(pairs))
    return members.filter(({ cohortId, userId }) => wanted.has(String([cohortId, userId])))
  }

  async contents(courseIds: readonly number[]): Promise<Entity[]> {
    const found = await Promise.all(courseIds.map((courseId) => this.#contentsOf(courseId)))
    return found.flat()
  }

  async teachers(courseIds: readonly number[]): Promise<ReadonlyMap<number, Teacher>> {
    const role = this.own.roles.find(({ shortname }) => shortname === EDITING_TEACHER)
    const inCourse = await this.#each(this.#participants, courseIds)
    const teachers = new Map<number, Teacher>()
    for (const [courseId, participants] of inCourse) {
      const first = [...participants.values()]
        .filter(({ email, roleIds }) => email !== '' && role !== undefined && roleIds.includes(role.id))
        .sort((one, other) => one.userId - other.userId)[0]
      if (first !== undefined) teachers.set(courseId, { id: first.userId, email: first.email })
    }
    return teachers
  }

  /** Who is in a course now, whatever was known of it. */
  async participantsNow(courseId: number): Promise<Participants> {
    return unlessRefused(participantsOf(this.ws, courseId, this.own.roles), new Map())
  }

  async #askForUsers(key: string): Promise<readonly User[]> {
    const [field, values] = JSON.parse(key) as [UserField, string[]]
    return (await usersBy(this.ws, field, values)).map((row) => userOf(row, this.own))
  }

  async #contentsOf(courseId: number): Promise<Entity[]> {
    const [participants, groups, groupings] = await Promise.all([
      this.#participants.get(courseId),
      this.#groups.get(courseId),
      this.#groupings.get(courseId),
    ])
    const links = await groupsInGroupings(this.ws, groupings.map(idOf))
    const members = await membersOf(this.ws, groups.map(idOf))
    const people = [...participants.values()]
    return [
      ...links.map((entity): Entity => ({ kind: 'groupingGroup', entity })),
      ...members.map((member): Entity => ({ kind: 'groupMember', entity: { ...member, courseId } })),
      ...groups.map((entity): Entity => ({ kind: 'group', entity })),
      ...groupings.map((entity): Entity => ({ kind: 'grouping', entity })),
      ...people.flatMap(({ userId, roleIds }) =>
        roleIds.map((roleId): Entity => {
          return {
            kind: 'roleAssignment',
            entity: { userId, roleId, context: 'course', instanceId: courseId },
          }
        }),
      ),
      ...people.map((one): Entity => ({ kind: 'enrolment', entity: enrolmentOf(one, courseId) })),
    ]
  }

  async #named<T extends Grouping>(
    known: Known<number, readonly T[]>,
    names: readonly NamePair[],
  ): Promise<T[]> {
    const wanted = new Set(names.map(([courseId, name]) => `${courseId}:${name}`))
    const inCourse = await this.#each(known, firsts(names))
    return [...inCourse.values()].flat().filter(({ courseId, name }) => wanted.has(`${courseId}:${name}`))
  }

  async #each<T>(known: Known<number, T>, ids: readonly number[]): Promise<Map<number, T>> {
    const wanted = [...new Set(ids)].filter((id) => !isNewId(id))
    return new Map(
      await Promise.all(wanted.map(async (id): Promise<[number, T]> => [id, await known.get(id)])),
    )
  }
}

function enrolmentOf({ userId, suspended }: Participant, courseId: number): Enrolment {
  return {
    userId,
    courseId,
    method: 'manual',
    status: suspended ? 'suspended' : 'active',
    timeStart: null,
    timeEnd: null,
  }
}

/** A course that cannot be looked into: what is to be written there will be refused, each record with its reason. */
async function unlessRefused<T>(answer: Promise<T>, nothing: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof WsFailure && error.kind === 'refused') return nothing
    throw error
  }
}

function noteEnrolment(participants: Participants, before: Enrolment | null, after: Enrolment | null): void {
  const { userId } = (after ?? before)!
  if (after === null) {
    participants.delete(userId)
    return
  }
  const known = participants.get(userId) ?? { userId, email: '', roleIds: [] }
  participants.set(userId, { ...known, suspended: after.status === 'suspended' })
}

/** Roles of those who are not enrolled are not told by the server either. */
function noteRole(
  participants: Participants,
  before: RoleAssignment | null,
  after: RoleAssignment | null,
): void {
  const { userId, roleId } = (after ?? before)!
  const known = participants.get(userId)
  if (known === undefined) return
  const others = known.roleIds.filter((id) => id !== roleId)
  participants.set(userId, { ...known, roleIds: after === null ? others : [...others, roleId] })
}

function firsts(pairs: readonly (readonly [number, unknown])[]): number[] {
  return [...new Set(pairs.map(([first]) => first))].filter((id) => !isNewId(id))
}

function idOf({ id }: { id: number }): number {
  return id
}
