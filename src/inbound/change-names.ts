import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import type { Page, Subject } from './read-changes.ts'

export interface Names {
  readonly users: ReadonlyMap<number, string>
  readonly courses: ReadonlyMap<number, string>
  readonly roles: ReadonlyMap<number, string>
}

/** The names behind the ids of a page of changes: as the plan gives them, else as the site has them. */
export async function namesOf(tx: Tx, page: Page, subjects: readonly Subject[]): Promise<Names> {
  const userIds = idsOf(subjects.map(({ userId }) => userId))
  const courseIds = idsOf(subjects.map(({ courseId }) => courseId))
  const { rows } = await sql<{ what: 'user' | 'course' | 'role'; id: number; name: string }>`
    select 'user' as what, id, username as name from site_user
      where site_id = ${page.siteId} and id = any(${userIds}::bigint[])
    union all
    select 'course', id, shortname from site_course
      where site_id = ${page.siteId} and id = any(${courseIds}::bigint[])
    union all
    select 'role', id, shortname from site_role where site_id = ${page.siteId}
    union all
    select kind, entity::bigint, name from (
      select distinct on (kind, entity) kind, entity, coalesce(after->>'username', after->>'shortname') as name
      from plan_operation
      where organisation_id = ${page.organisationId} and run_id = ${page.planId} and after is not null
        and (kind = 'user' and entity = any(${userIds.map(String)}::text[])
          or kind = 'course' and entity = any(${courseIds.map(String)}::text[]))
      order by kind, entity, id desc) planned`.execute(tx.db)
  const of = (kind: string) =>
    new Map(rows.filter(({ what }) => what === kind).map(({ id, name }) => [id, name]))
  return { users: of('user'), courses: of('course'), roles: of('role') }
}

function idsOf(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null)
}
