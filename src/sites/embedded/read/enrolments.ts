import { sql } from 'kysely'
import type { ContextLevel, Enrolment, EnrolmentStatus, RoleAssignment } from '../../../domain/entities.ts'
import { EDITING_TEACHER, type Teacher } from '../../../domain/site-state.ts'
import { numberArray, textArray } from '../../../store/array-literal.ts'
import type { Tx } from '../../../store/store.ts'
import type { Pair, RolePlace } from '../../site.ts'

export async function enrolments(tx: Tx, siteId: number, places: readonly Pair[]): Promise<Enrolment[]> {
  if (places.length === 0) return []
  const { rows } = await sql<EnrolmentRow>`
    select e.* from unnest(${numberArray(firsts(places))}::bigint[], ${numberArray(seconds(places))}::bigint[]) place (user_id, course_id)
    cross join lateral (
      select user_id, course_id, method, status, time_start, time_end from site_enrolment
      where site_id = ${siteId} and course_id = place.course_id and user_id = place.user_id offset 0) e`.execute(
    tx.db,
  )
  return rows.map(enrolmentOf)
}

export interface EnrolmentRow {
  user_id: number
  course_id: number
  method: string
  status: string
  time_start: Date | null
  time_end: Date | null
}

export function enrolmentOf(row: EnrolmentRow): Enrolment {
  return {
    userId: row.user_id,
    courseId: row.course_id,
    method: row.method,
    status: row.status as EnrolmentStatus,
    timeStart: row.time_start?.getTime() ?? null,
    timeEnd: row.time_end?.getTime() ?? null,
  }
}

export async function roleAssignments(
  tx: Tx,
  siteId: number,
  places: readonly RolePlace[],
): Promise<RoleAssignment[]> {
  if (places.length === 0) return []
  const { rows } = await sql<{
    user_id: number
    context: ContextLevel
    instance_id: number
    role_id: number
  }>`
    select a.* from unnest(
      ${numberArray(places.map(([userId]) => userId))}::bigint[],
      ${textArray(places.map(([, context]) => context))}::text[],
      ${numberArray(places.map(([, , instanceId]) => instanceId))}::bigint[]) place (user_id, context, instance_id)
    cross join lateral (
      select user_id, context, instance_id, role_id from site_role_assignment
      where site_id = ${siteId} and user_id = place.user_id and context = place.context
        and instance_id = place.instance_id offset 0) a`.execute(tx.db)
  return rows.map((row) => ({
    userId: row.user_id,
    context: row.context,
    instanceId: row.instance_id,
    roleId: row.role_id,
  }))
}

/** The editing teacher of each course who has the lowest id among those with an address (Data Hub rule M-2). */
export async function teachers(
  tx: Tx,
  siteId: number,
  courseIds: readonly number[],
): Promise<ReadonlyMap<number, Teacher>> {
  const { rows } = await sql<Teacher & { course_id: number }>`
    select distinct on (a.instance_id) a.instance_id as course_id, u.id, u.email
    from site_role r
    join site_role_assignment a on a.site_id = r.site_id and a.role_id = r.id and a.context = 'course'
      and a.instance_id = any(${courseIds}::bigint[])
    join site_user u on u.site_id = a.site_id and u.id = a.user_id and not u.deleted and u.email <> ''
    where r.site_id = ${siteId} and r.shortname = ${EDITING_TEACHER}
    order by a.instance_id, u.id`.execute(tx.db)
  return new Map(rows.map(({ course_id, id, email }) => [course_id, { id, email }]))
}

export function firsts(pairs: readonly (readonly [number, unknown])[]): number[] {
  return pairs.map(([first]) => first)
}

export function seconds<T>(pairs: readonly (readonly [number, T])[]): T[] {
  return pairs.map(([, second]) => second)
}
