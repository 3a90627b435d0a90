import { sql } from 'kysely'
import type { ActivityKind } from '../../domain/activity-entities.ts'
import type { Entities, Role } from '../../domain/entities.ts'
import type { Operation } from '../../domain/operation.ts'
import type { ProfileField, SiteFacts } from '../../domain/site-facts.ts'
import type { Tx } from '../../store/store.ts'
import type {
  Cause,
  CohortNames,
  CourseNames,
  NamePair,
  Pair,
  PersonNames,
  RolePlace,
  Site,
} from '../site.ts'
import { writesOf } from './apply/apply.ts'
import type { Writes } from './apply/writes.ts'
import { activities } from './read/activities.ts'
import { cohortMembers, cohorts } from './read/cohorts.ts'
import { contents } from './read/contents.ts'
import { categories, courses, enrollableCourses } from './read/courses.ts'
import { enrolments, roleAssignments, teachers } from './read/enrolments.ts'
import { groupingGroups, groupings, groupMembers, groupsBy } from './read/groups.ts'
import { profileFieldsOf, rolesOf } from './read/own.ts'
import { people, users } from './read/users.ts'

/**
 * Rollbook's own LMS records, read and written in the transaction of the run. `open` takes the lock on the site's row,
 * so chunks of several runs into one site follow each other and each sees what the one before did.
 */
export class EmbeddedSite implements Site {
  readonly #tx: Tx
  readonly #siteId: number
  readonly #facts: SiteFacts
  readonly #lastId: number
  #revision: number

  private constructor(tx: Tx, siteId: number, row: { facts: object; last_id: number; revision: number }) {
    this.#tx = tx
    this.#siteId = siteId
    this.#facts = row.facts as SiteFacts
    this.#lastId = row.last_id
    this.#revision = row.revision
  }

  /** Counts every change of the site: a stored plan that was made at another revision is stale. */
  get revision(): number {
    return this.#revision
  }

  static async open(tx: Tx, siteId: number): Promise<EmbeddedSite> {
    const row = await tx.db
      .selectFrom('site')
      .select(['facts', 'last_id', 'revision'])
      .where('id', '=', siteId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    return new EmbeddedSite(tx, siteId, row)
  }

  async facts(): Promise<SiteFacts> {
    return this.#facts
  }

  async lastId(): Promise<number> {
    return this.#lastId
  }

  roles(): Promise<Role[]> {
    return rolesOf(this.#tx, this.#siteId)
  }

  profileFields(): Promise<ProfileField[]> {
    return profileFieldsOf(this.#tx, this.#siteId)
  }

  users(by: PersonNames) {
    return users(this.#tx, this.#siteId, by)
  }

  people(by: PersonNames) {
    return people(this.#tx, this.#siteId, by)
  }

  courses(by: CourseNames) {
    return courses(this.#tx, this.#siteId, by)
  }

  enrollableCourses(by: CourseNames) {
    return enrollableCourses(this.#tx, this.#siteId, by)
  }

  categories() {
    return categories(this.#tx, this.#siteId)
  }

  enrolments(places: readonly Pair[]) {
    return enrolments(this.#tx, this.#siteId, places)
  }

  roleAssignments(places: readonly RolePlace[]) {
    return roleAssignments(this.#tx, this.#siteId, places)
  }

  groups(names: readonly NamePair[]) {
    return groupsBy(this.#tx, this.#siteId, 'name', names)
  }

  groupsByIdnumber(idnumbers: readonly NamePair[]) {
    return groupsBy(this.#tx, this.#siteId, 'idnumber', idnumbers)
  }

  groupings(names: readonly NamePair[]) {
    return groupings(this.#tx, this.#siteId, names)
  }

  groupMembers(pairs: readonly Pair[]) {
    return groupMembers(this.#tx, this.#siteId, pairs)
  }

  groupingGroups(pairs: readonly Pair[]) {
    return groupingGroups(this.#tx, this.#siteId, pairs)
  }

  cohorts(by: CohortNames) {
    return cohorts(this.#tx, this.#siteId, by)
  }

  cohortMembers(pairs: readonly Pair[]) {
    return cohortMembers(this.#tx, this.#siteId, pairs)
  }

  contents(courseIds: readonly number[]) {
    return contents(this.#tx, this.#siteId, courseIds)
  }

  activities<K extends ActivityKind>(kind: K, like: readonly Entities[K][]) {
    return activities(this.#tx, this.#siteId, kind, like)
  }

  teachers(courseIds: readonly number[]) {
    return teachers(this.#tx, this.#siteId, courseIds)
  }

  async apply(operations: readonly Operation[], cause: Cause, lastId: number): Promise<void> {
    this.write(EmbeddedSite.prepare(this.#siteId, operations, cause), lastId)
  }

  /** The first half of `apply`, which needs no transaction; `write` is the other. */
  static prepare(siteId: number, operations: readonly Operation[], cause: Cause): PreparedWrites {
    return operations.length === 0 ? null : writesOf(siteId, operations, cause)
  }

  /** Sends what `prepare` made. Whether all of it could be written is known when the transaction is committed. */
  write(prepared: PreparedWrites, lastId: number): void {
    if (prepared === null) return
    this.#revision += 1
    prepared.sendTo(this.#tx)
    this.#tx.send(
      sql`update site set revision = revision + 1, last_id = ${lastId} where id = ${this.#siteId}`,
    )
  }
}

/** Null when there is nothing to write. */
export type PreparedWrites = Writes | null
