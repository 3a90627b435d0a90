import { sql } from 'kysely'
import { type Entities, type EntityKind, entityKey, type GroupMember } from '../../domain/entities.ts'
import type { Operation } from '../../domain/operation.ts'
import { EDITING_TEACHER, pair, type Teacher } from '../../domain/site-state.ts'
import type { Cause, Pair, Site, SiteReader } from '../../sites/site.ts'
import { textArray } from '../../store/array-literal.ts'
import { copyRow } from '../../store/copy-text.ts'
import { ensureStaging } from '../../store/staging.ts'
import type { Tx } from '../../store/store.ts'
import { PAST_ALL } from '../memory.ts'
import { LaidOverSite, type Latest } from './laid-over-site.ts'
import { lookUpsOf } from './look-ups.ts'

/**
 * A site as it would be after a plan, at any size: what the plan changes is stored as operations and laid over what the
 * site answers. `apply` stores further operations; the site itself is only read.
 */
export class OverlaySite extends LaidOverSite implements Site {
  readonly #tx: Tx
  readonly #run: { organisationId: number; id: number }
  readonly #lastId: number

  private constructor(
    under: SiteReader,
    tx: Tx,
    run: { organisationId: number; id: number },
    lastId: number,
  ) {
    super(under)
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

  override async lastId(): Promise<number> {
    return this.#lastId
  }

  override async groupMembers(pairs: readonly Pair[]) {
    const members = await super.groupMembers(pairs)
    const left = await this.#leftWithEnrolment(members)
    return members.filter((member) => !left.has(member))
  }

  override async teachers(courseIds: readonly number[]) {
    const teachers = new Map(await this.under.teachers(courseIds))
    for (const [courseId, planned] of await this.#plannedTeachers(courseIds)) {
      const first = teachers.get(courseId)
      if (first === undefined || planned.id < first.id) teachers.set(courseId, planned)
    }
    return teachers
  }

  async apply(operations: readonly Operation[], cause: Cause, lastId: number): Promise<void> {
    if (operations.length === 0) return
    const { organisationId, id } = this.#run
    ensureStaging(
      this.#tx,
      'stage_operation',
      'ord integer, record integer, line integer, kind text, entity text, before jsonb, after jsonb, template_id bigint, look_ups text[]',
    )
    let text = ''
    for (const [ord, operation] of operations.entries()) text += operationRow(ord + 1, operation, cause)
    await this.#tx.copy(
      'stage_operation',
      ['ord', 'record', 'line', 'kind', 'entity', 'before', 'after', 'template_id', 'look_ups'],
      text,
    )
    await sql`
      insert into plan_operation
        (organisation_id, run_id, id, file_no, line, kind, entity, before, after, template_id, chunk_first, record)
      select ${organisationId}, ${id}, last.id + ord, ${cause.fileNo}, line, kind, entity, before, after, template_id,
        ${cause.first}, record
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

  protected override async latest<K extends EntityKind>(
    kind: K,
    lookUps: readonly string[],
    keys: ReadonlySet<string>,
  ): Promise<readonly Latest<Entities[K]>[]> {
    const { organisationId, id } = this.#run
    const { rows } = await sql<Latest<Entities[K]>>`
      with named as (
        select entity from plan_key
        where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kind}
          and lookup = any(${lookUps}::text[])
        union
        select unnest(${[...keys]}::text[]))
      select named.entity, latest.after from named
      cross join lateral (
        select after from plan_operation
        where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kind} and entity = named.entity
        order by id desc limit 1) latest`.execute(this.#tx.db)
    return rows
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
   * that began before the plan ended the enrolment.
   */
  async #leftWithEnrolment(members: readonly GroupMember[]): Promise<ReadonlySet<GroupMember>> {
    if (members.length === 0) return new Set()
    const { organisationId, id } = this.#run
    const pairs = members.map(({ userId, courseId }) => `${userId}:${courseId}:`)
    const { rows } = await sql<{
      place: number
      joined: number
      step: number
      entity: string
      there: boolean
    }>`
      select m.place, coalesce((
          select max(id) from plan_operation
          where organisation_id = ${organisationId} and run_id = ${id} and kind = 'groupMember'
            and entity = m.member and after is not null), 0) as joined,
        o.id as step, o.entity, o.after is not null as there
      from unnest(${members.map((member) => entityKey('groupMember', member))}::text[],
        ${pairs}::text[]) with ordinality m (member, pair, place)
      join plan_operation o on o.organisation_id = ${organisationId} and o.run_id = ${id} and o.kind = 'enrolment'
        and o.entity > m.pair and o.entity < m.pair || ${PAST_ALL}
      order by o.id`.execute(this.#tx.db)
    if (rows.every(({ there }) => there)) return new Set()

    const steps = Map.groupBy(rows, ({ place }) => members[place - 1]!)
    const places = Array.from(steps.keys(), ({ userId, courseId }): Pair => [userId, courseId])
    const before = Map.groupBy(await this.under.enrolments(places), (e) => pair(e.userId, e.courseId))
    const left = new Set<GroupMember>()
    for (const [member, ofPair] of steps) {
      const standing = before.get(pair(member.userId, member.courseId)) ?? []
      const alive = new Set(standing.map((enrolment) => entityKey('enrolment', enrolment)))
      for (const { entity, there, step, joined } of ofPair) {
        if (there) alive.add(entity)
        else alive.delete(entity)
        if (alive.size === 0 && step > joined) left.add(member)
      }
    }
    return left
  }
}

function operationRow(ord: number, operation: Operation, cause: Cause): string {
  const { kind, before, after, record, templateId } = operation
  return copyRow([
    ord,
    cause.first + record,
    cause.lines[record]!,
    kind,
    entityKey(kind, (after ?? before) as never),
    before === null ? null : JSON.stringify(before),
    after === null ? null : JSON.stringify(after),
    templateId ?? null,
    textArray(after === null ? [] : lookUpsOf(kind, after as never)),
  ])
}
