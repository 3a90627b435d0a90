import { type RawBuilder, sql } from 'kysely'
import { type Entities, type EntityKind, entityKey } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import { copyRow } from '../../../store/copy-text.ts'
import type { Cause } from '../../site.ts'
import { image } from '../image.ts'
import { TABLES } from '../tables.ts'
import { among, isAmong } from './among.ts'
import type { Writes } from './writes.ts'

/**
 * Ends entities and what hangs on them, and writes the before-image of each row into the history, with the record that
 * had made it. A user's row stays as a marked remainder (Data Hub rule U-11).
 */
export function end<K extends EntityKind>(
  writes: Writes,
  siteId: number,
  kind: K,
  operations: readonly OperationOf<K>[],
  cause: Cause,
): void {
  if (operations.length === 0) return
  const { table, key } = TABLES[kind]
  const staged = stageEnding(writes, kind, operations, cause)
  const same = sql.join(
    key.map((name) => sql`t.${sql.ref(name)} = s.${sql.ref(name)}`),
    sql` and `,
  )
  const rows = sql`${same} and ${among(kind, operations)}`
  const t = sql.table(table)
  const s = sql.table(staged)
  const ended =
    kind === 'user'
      ? sql`update ${t} t set deleted = true from ${s} s where t.site_id = ${siteId} and ${rows}`
      : sql`delete from ${t} t using ${s} s where t.site_id = ${siteId} and ${rows}`
  writes.send(sql`
    with gone as (${ended}
      returning s.stage_line, s.entity, s.concerns_user, s.concerns_course, s.image,
        t.origin_run, t.origin_file, t.origin_line)
    insert into history (site_id, at, run_id, file_no, line, kind, entity, user_id, course_id, before)
    select ${siteId}, ${new Date(cause.now)}::timestamptz, ${cause.runId}::bigint, ${cause.fileNo}::integer,
      stage_line, ${kind}, entity, concerns_user, concerns_course,
      image || jsonb_build_object('origin', jsonb_build_array(origin_run, origin_file, origin_line))
    from gone`)
  const hanging = CASCADES[kind] ?? []
  const ids = hanging.length === 0 ? [] : operations.map(({ before }) => owner(kind, before!))
  for (const { ends, column, where } of hanging) {
    endWith(writes, siteId, ends, s, sql`${where} and ${isAmong(column, ids)}`, cause)
  }
  if (kind === 'course') {
    writes.send(
      sql`delete from site_activity t using ${s} s where t.site_id = ${siteId} and t.course_id = s.id`,
    )
  }
}

/** What hangs on a thing that ends, as conditions between its staging row `s` and the row `t`. */
const CASCADES: { readonly [K in EntityKind]?: readonly Cascade[] } = {
  user: [
    { ends: 'enrolment', column: 'user_id', where: sql`t.user_id = s.id` },
    { ends: 'roleAssignment', column: 'user_id', where: sql`t.user_id = s.id` },
    {
      ends: 'roleAssignment',
      column: 'instance_id',
      where: sql`t.context = 'user' and t.instance_id = s.id`,
    },
    { ends: 'groupMember', column: 'user_id', where: sql`t.user_id = s.id` },
    { ends: 'cohortMember', column: 'user_id', where: sql`t.user_id = s.id` },
  ],
  course: [
    { ends: 'enrolment', column: 'course_id', where: sql`t.course_id = s.id` },
    {
      ends: 'roleAssignment',
      column: 'instance_id',
      where: sql`t.context = 'course' and t.instance_id = s.id`,
    },
    {
      ends: 'groupMember',
      column: 'course_id',
      where: sql`t.course_id = s.id and t.group_id in (
        select g.id from site_group g where g.site_id = t.site_id and g.course_id = s.id)`,
    },
    { ends: 'groupingGroup', column: 'course_id', where: sql`t.course_id = s.id` },
    { ends: 'group', column: 'course_id', where: sql`t.course_id = s.id` },
    { ends: 'grouping', column: 'course_id', where: sql`t.course_id = s.id` },
  ],
  enrolment: [
    {
      // Memberships stay while the person is enrolled through another method.
      ends: 'groupMember',
      column: 'user_id',
      where: sql`t.user_id = s.user_id and t.course_id = s.course_id and not exists (
        select from site_enrolment e
        where e.site_id = t.site_id and e.course_id = s.course_id and e.user_id = s.user_id)`,
    },
  ],
}

interface Cascade {
  readonly ends: EntityKind
  /** Of what hangs on it: the column that names the thing, or its person. Looked up by index. */
  readonly column: string
  readonly where: RawBuilder<unknown>
}

/** The id by which what hangs on an entity names it: a person's for an enrolment. */
function owner<K extends EntityKind>(kind: K, entity: Entities[K]): number {
  return kind === 'enrolment' ? (entity as Entities['enrolment']).userId : (entity as { id: number }).id
}

function endWith(
  writes: Writes,
  siteId: number,
  kind: EntityKind,
  s: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  cause: Cause,
): void {
  const { table, key, columns } = TABLES[kind]
  const names = columns.map((column) => column.name)
  const entity = sql.join(key.map((name) => sql.ref(name)))
  const values = sql.join(columns.map(({ name }) => sql`${sql.lit(camelCase(name))}::text, ${sql.ref(name)}`))
  const person = names.includes('user_id') ? sql`user_id` : sql`null::bigint`
  const course = names.includes('course_id')
    ? sql`course_id`
    : kind === 'roleAssignment'
      ? sql`case when context = 'course' then instance_id end`
      : sql`null::bigint`
  writes.send(sql`
    with gone as (
      delete from ${sql.table(table)} t using ${s} s where t.site_id = ${siteId} and ${where}
      returning t.*, s.stage_line)
    insert into history (site_id, at, run_id, file_no, line, kind, entity, user_id, course_id, before)
    select ${siteId}, ${new Date(cause.now)}::timestamptz, ${cause.runId}::bigint, ${cause.fileNo}::integer,
      stage_line, ${kind}, concat_ws(':', ${entity}), ${person}, ${course},
      jsonb_build_object(${values}, 'origin', jsonb_build_array(origin_run, origin_file, origin_line))
    from gone`)
}

function stageEnding<K extends EntityKind>(
  writes: Writes,
  kind: K,
  operations: readonly OperationOf<K>[],
  cause: Cause,
): string {
  const { table, columns, key, userId, courseId } = TABLES[kind]
  const keys = columns.filter((column) => key.includes(column.name))
  const name = `ending_${table}`
  const text = operations.map(({ before, record }) => {
    const entity = before as Entities[K]
    return copyRow([
      cause.lines[record]!,
      entityKey(kind, entity),
      userId(entity),
      courseId(entity),
      JSON.stringify(image(entity)),
      ...keys.map((column) => column.value(entity)),
    ])
  })
  const names = ['stage_line', 'entity', 'concerns_user', 'concerns_course', 'image']
  writes.fill(
    name,
    `stage_line integer, entity text, concerns_user bigint, concerns_course bigint, image jsonb, ${keys
      .map((column) => `${column.name} ${column.type}`)
      .join(', ')}`,
    [...names, ...keys.map((column) => column.name)],
    text.join(''),
  )
  return name
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
