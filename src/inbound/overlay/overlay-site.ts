import { sql } from 'kysely'
import { type Entities, type EntityKind, entityKey, type GroupMember } from '../../domain/entities.ts'
import type { Operation } from '../../domain/operation.ts'
import { EDITING_TEACHER, type EnrollableCourse, pair, type Teacher } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import type {
  Cause,
  CourseNames,
  NamePair,
  Pair,
  PersonNames,
  RolePlace,
  Site,
  SiteReader,
} from '../../sites/site.ts'
import { textArray } from '../../store/array-literal.ts'
import { copyRow } from '../../store/copy-text.ts'
import { ensureStaging } from '../../store/staging.ts'
import type { Tx } from '../../store/store.ts'
import { lookUpsOf } from './look-ups.ts'

/**
 * A site as it would be after a plan, at any size: what the plan changes is stored as operations and laid over what the
 * site answers. `apply` stores further operations; the site itself is only read.
 */
export class OverlaySite implements Site {
  readonly #under: SiteReader
  readonly #tx: Tx
  readonly #run: { organisationId: number; id: number }
  readonly #lastId: number

  private constructor(
    under: SiteReader,
    tx: Tx,
    run: { organisationId: number; id: number },
    lastId: number,
  ) {
    this.#under = under
    this.#tx = tx
    this.#run = run
    this.#lastId = lastId
  }

  static async over(
    under: SiteReader,
    tx: Tx,
    run: { organisationId: number; id: number },
  ): Promise<OverlaySite> {
    const { rows } = await sql<{ last_id: number | null }>`
      select last_id from run where organisation_id = ${run.organisationId} and id = ${run.id}`.execute(tx.db)
    return new OverlaySite(under, tx, run, rows[0]?.last_id ?? (await under.lastId()))
  }

  facts() {
    return this.#under.facts()
  }

  roles() {
    return this.#under.roles()
  }

  profileFields() {
    return this.#under.profileFields()
  }

  async lastId(): Promise<number> {
    return this.#lastId
  }

  async users(by: PersonNames) {
    return this.#laidOver('user', await this.#under.users(by), personLookUps(by))
  }

  async people(by: PersonNames): Promise<Person[]> {
    return this.#laidOver<'user', Person>('user', await this.#under.people(by), personLookUps(by))
  }

  async courses(by: CourseNames) {
    const lookUps = [
      ...courseLookUps(by.shortnames),
      ...by.idnumbers.map((idnumber) => `idnumber:${idnumber}`),
    ]
    return this.#laidOver('course', await this.#under.courses(by), lookUps)
  }

  async enrollableCourses(shortnames: readonly string[]): Promise<EnrollableCourse[]> {
    const under = await this.#under.enrollableCourses(shortnames)
    return this.#laidOver<'course', EnrollableCourse>('course', under, courseLookUps(shortnames))
  }

  async categories() {
    return this.#laidOver('category', await this.#under.categories(), ['category'])
  }

  async enrolments(places: readonly Pair[]) {
    const lookUps = places.map(([userId, courseId]) => pair(userId, courseId))
    return this.#laidOver('enrolment', await this.#under.enrolments(places), lookUps)
  }

  async roleAssignments(places: readonly RolePlace[]) {
    const lookUps = places.map((place) => place.join(':'))
    return this.#laidOver('roleAssignment', await this.#under.roleAssignments(places), lookUps)
  }

  async groups(names: readonly NamePair[]) {
    return this.#laidOver('group', await this.#under.groups(names), names.map(joined))
  }

  async groupings(names: readonly NamePair[]) {
    return this.#laidOver('grouping', await this.#under.groupings(names), names.map(joined))
  }

  async groupMembers(pairs: readonly Pair[]) {
    const members = await this.#laidOver(
      'groupMember',
      await this.#under.groupMembers(pairs),
      pairs.map(joined),
    )
    const left = await this.#leftWithEnrolment(members)
    return members.filter((member) => !left.has(member))
  }

  async groupingGroups(pairs: readonly Pair[]) {
    return this.#laidOver('groupingGroup', await this.#under.groupingGroups(pairs), pairs.map(joined))
  }

  async teachers(courseIds: readonly number[]) {
    const teachers = new Map(await this.#under.teachers(courseIds))
    for (const [courseId, planned] of await this.#plannedTeachers(courseIds)) {
      const first = teachers.get(courseId)
      if (first === undefined || planned.id < first.id) teachers.set(courseId, planned)
    }
    return teachers
  }

  async apply(operations: readonly Operation[], cause: Cause, lastId: number): Promise<void> {
    if (operations.length === 0) return
    const { organisationId, id } = this.#run
    await ensureStaging(
      this.#tx,
      'stage_operation',
      'ord integer, line integer, kind text, entity text, before jsonb, after jsonb, template_id bigint, look_ups text[]',
    )
    let text = ''
    for (const [ord, operation] of operations.entries()) text += operationRow(ord + 1, operation, cause)
    await this.#tx.copy(
      'stage_operation',
      ['ord', 'line', 'kind', 'entity', 'before', 'after', 'template_id', 'look_ups'],
      text,
    )
    await sql`
      insert into plan_operation
        (organisation_id, run_id, id, file_no, line, kind, entity, before, after, template_id)
      select ${organisationId}, ${id}, last.id + ord, ${cause.fileNo}, line, kind, entity, before, after, template_id
      from stage_operation, (
        select coalesce(max(id), 0) as id from plan_operation
        where organisation_id = ${organisationId} and run_id = ${id}) last`.execute(this.#tx.db)
    await sql`
      insert into plan_key (organisation_id, run_id, lookup, kind, entity)
      select distinct ${organisationId}::integer, ${id}::bigint, look_up, kind, entity
      from stage_operation, unnest(look_ups) look_up
      on conflict do nothing`.execute(this.#tx.db)
    await sql`update run set last_id = ${lastId} where organisation_id = ${organisationId} and id = ${id}`.execute(
      this.#tx.db,
    )
  }

  /** What the site answers, with the latest state that the plan gives to each of these and to those it made. */
  async #laidOver<K extends EntityKind, T extends Partial<Entities[K]> = Entities[K]>(
    kind: K,
    under: readonly T[],
    lookUps: readonly string[],
  ): Promise<T[]> {
    const entities = new Map(under.map((entity) => [entityKey(kind, entity as never), entity]))
    const { organisationId, id } = this.#run
    const { rows } = await sql<{ entity: string; after: T | null }>`
      with named as (
        select entity from plan_key
        where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kind}
          and lookup = any(${lookUps}::text[])
        union
        select unnest(${[...entities.keys()]}::text[]))
      select named.entity, latest.after from named
      cross join lateral (
        select after from plan_operation
        where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kind} and entity = named.entity
        order by id desc limit 1) latest`.execute(this.#tx.db)
    for (const { entity, after } of rows) {
      if (after === null) entities.delete(entity)
      else entities.set(entity, after)
    }
    return [...entities.values()]
  }

  async #plannedTeachers(courseIds: readonly number[]): Promise<[courseId: number, Teacher][]> {
    const role = (await this.roles()).find(({ shortname }) => shortname === EDITING_TEACHER)
    if (role === undefined) return []
    const { organisationId, id } = this.#run
    const { rows } = await sql<{ course_id: number; user_id: number }>`
      select (after->>'instanceId')::bigint as course_id, (after->>'userId')::bigint as user_id
      from plan_operation
      where organisation_id = ${organisationId} and run_id = ${id} and kind = 'roleAssignment'
        and after->>'context' = 'course' and (after->>'roleId')::integer = ${role.id}
        and (after->>'instanceId')::bigint = any(${courseIds}::bigint[])`.execute(this.#tx.db)
    const ids = [...new Set(rows.map(({ user_id }) => user_id))]
    const people = await this.people({ usernames: [], emails: [], idnumbers: [], ids })
    const byId = new Map(people.map((person) => [person.id, person]))
    return rows
      .map(({ course_id, user_id }): [number, Teacher | undefined] => [course_id, byId.get(user_id)])
      .filter((entry): entry is [number, Teacher] => (entry[1]?.email ?? '') !== '')
      .sort(([, one], [, other]) => other.id - one.id)
  }

  /**
   * The site ends memberships with the person's last enrolment in the course, without an operation for each: those
   * that began before the plan ended the enrolment. Files end manual enrolments alone.
   */
  async #leftWithEnrolment(members: readonly GroupMember[]): Promise<ReadonlySet<GroupMember>> {
    if (members.length === 0) return new Set()
    const { organisationId, id } = this.#run
    const enrolments = members.map(({ userId, courseId }) => `${userId}:${courseId}:manual`)
    const { rows } = await sql<{ place: number }>`
      select place from unnest(${members.map((member) => entityKey('groupMember', member))}::text[],
        ${enrolments}::text[]) with ordinality m (member, enrolment, place)
      where exists (
        select from plan_operation ended
        where organisation_id = ${organisationId} and run_id = ${id} and kind = 'enrolment' and entity = m.enrolment
          and after is null and ended.id > coalesce((
            select max(id) from plan_operation
            where organisation_id = ${organisationId} and run_id = ${id} and kind = 'groupMember'
              and entity = m.member and after is not null), 0))`.execute(this.#tx.db)
    const left = rows.map(({ place }) => members[place - 1]!)
    const places = left.map(({ userId, courseId }): Pair => [userId, courseId])
    const others = (await this.#under.enrolments(places)).filter(({ method }) => method !== 'manual')
    const kept = new Set(others.map(({ userId, courseId }) => pair(userId, courseId)))
    return new Set(left.filter(({ userId, courseId }) => !kept.has(pair(userId, courseId))))
  }
}

function operationRow(ord: number, operation: Operation, cause: Cause): string {
  const { kind, before, after, record, templateId } = operation
  return copyRow([
    ord,
    cause.lines[record]!,
    kind,
    entityKey(kind, (after ?? before) as never),
    before === null ? null : JSON.stringify(before),
    after === null ? null : JSON.stringify(after),
    templateId ?? null,
    textArray(after === null ? [] : lookUpsOf(kind, after as never)),
  ])
}

function personLookUps({ usernames, emails, idnumbers, ids = [] }: PersonNames): string[] {
  return [
    ...usernames.map((value) => `username:${value}`),
    ...emails.map((value) => `email:${value}`),
    ...idnumbers.map((value) => `idnumber:${value}`),
    ...ids.map((id) => `id:${id}`),
  ]
}

function courseLookUps(shortnames: readonly string[]): string[] {
  return shortnames.map((shortname) => `shortname:${shortname}`)
}

function joined(parts: readonly (number | string)[]): string {
  return parts.join(':')
}
