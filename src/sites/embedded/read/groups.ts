import { sql } from 'kysely'
import type { Group, Grouping, GroupingGroup, GroupMember } from '../../../domain/entities.ts'
import type { Tx } from '../../../store/store.ts'
import type { NamePair, Pair } from '../../site.ts'
import { firsts, seconds } from './enrolments.ts'

/** Groups by course and the value of a column. */
export async function groupsBy(
  tx: Tx,
  siteId: number,
  column: 'name' | 'idnumber',
  values: readonly NamePair[],
): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select g.* from unnest(${firsts(values)}::bigint[], ${seconds(values)}::text[]) wanted (course_id, value)
    cross join lateral (
      select id, course_id as "courseId", name, idnumber, description,
        password_hash as "passwordHash" from site_group g
      where site_id = ${siteId} and g.course_id = wanted.course_id and ${sql.ref(`g.${column}`)} = wanted.value
      offset 0) g`.execute(tx.db)
  return rows
}

/** Groupings by course and name. */
export async function groupings(tx: Tx, siteId: number, names: readonly NamePair[]): Promise<Grouping[]> {
  const { rows } = await sql<Grouping>`
    select g.* from unnest(${firsts(names)}::bigint[], ${seconds(names)}::text[]) wanted (course_id, name)
    cross join lateral (
      select id, course_id as "courseId", name from site_grouping g
      where site_id = ${siteId} and g.course_id = wanted.course_id and g.name = wanted.name offset 0) g`.execute(
    tx.db,
  )
  return rows
}

export async function groupMembers(tx: Tx, siteId: number, pairs: readonly Pair[]): Promise<GroupMember[]> {
  const { rows } = await sql<{ group_id: number; user_id: number; course_id: number }>`
    select m.* from unnest(${firsts(pairs)}::bigint[], ${seconds(pairs)}::bigint[]) wanted (group_id, user_id)
    cross join lateral (
      select group_id, user_id, course_id from site_group_member
      where site_id = ${siteId} and group_id = wanted.group_id and user_id = wanted.user_id limit 1) m`.execute(
    tx.db,
  )
  return rows.map((row) => ({ groupId: row.group_id, userId: row.user_id, courseId: row.course_id }))
}

export async function groupingGroups(
  tx: Tx,
  siteId: number,
  pairs: readonly Pair[],
): Promise<GroupingGroup[]> {
  const { rows } = await sql<{ grouping_id: number; group_id: number; course_id: number }>`
    select l.* from unnest(${firsts(pairs)}::bigint[], ${seconds(pairs)}::bigint[]) wanted (grouping_id, group_id)
    cross join lateral (
      select grouping_id, group_id, course_id from site_grouping_group
      where site_id = ${siteId} and grouping_id = wanted.grouping_id and group_id = wanted.group_id limit 1) l`.execute(
    tx.db,
  )
  return rows.map((row) => ({ groupingId: row.grouping_id, groupId: row.group_id, courseId: row.course_id }))
}
