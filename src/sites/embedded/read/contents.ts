import { sql } from 'kysely'
import type { ContextLevel } from '../../../domain/entities.ts'
import type { Entity } from '../../../domain/site-state.ts'
import { numberArray } from '../../../store/array-literal.ts'
import type { Tx } from '../../../store/store.ts'
import { type EnrolmentRow, enrolmentOf } from './enrolments.ts'

/** All that makes people belong to courses, with what hangs on a thing before the thing itself. */
export async function contents(tx: Tx, siteId: number, courseIds: readonly number[]): Promise<Entity[]> {
  const ids = sql`any(${numberArray(courseIds)}::bigint[])`
  const rowsOf = async <Row>(table: string, where = sql`course_id = ${ids}`): Promise<readonly Row[]> => {
    const { rows } = await sql<Row>`
      select * from ${sql.table(table)} where site_id = ${siteId} and ${where}`.execute(tx.db)
    return rows
  }
  const inCourses = sql`context = 'course' and instance_id = ${ids}`
  const links = await rowsOf<LinkRow>('site_grouping_group')
  const members = await rowsOf<MemberRow>(
    'site_group_member',
    sql`
    group_id in (select id from site_group where site_id = ${siteId} and course_id = ${ids})`,
  )
  const groups = await rowsOf<GroupRow>('site_group')
  const groupings = await rowsOf<NamedRow>('site_grouping')
  const roles = await rowsOf<RoleRow>('site_role_assignment', inCourses)
  const enrolments = await rowsOf<EnrolmentRow>('site_enrolment')
  return [
    ...links.map((row): Entity => {
      const { grouping_id: groupingId, group_id: groupId, course_id: courseId } = row
      return { kind: 'groupingGroup', entity: { groupingId, groupId, courseId } }
    }),
    ...members.map((row): Entity => {
      const { group_id: groupId, user_id: userId, course_id: courseId } = row
      return { kind: 'groupMember', entity: { groupId, userId, courseId } }
    }),
    ...groups.map((row): Entity => {
      const { idnumber, description, password_hash: passwordHash } = row
      return { kind: 'group', entity: { ...named(row), idnumber, description, passwordHash } }
    }),
    ...groupings.map((row): Entity => ({ kind: 'grouping', entity: named(row) })),
    ...roles.map((row): Entity => {
      const { user_id: userId, role_id: roleId, context, instance_id: instanceId } = row
      return { kind: 'roleAssignment', entity: { userId, roleId, context, instanceId } }
    }),
    ...enrolments.map((row): Entity => ({ kind: 'enrolment', entity: enrolmentOf(row) })),
  ]
}

interface NamedRow {
  id: number
  course_id: number
  name: string
}

interface GroupRow extends NamedRow {
  idnumber: string
  description: string
  password_hash: string
}

interface MemberRow {
  group_id: number
  user_id: number
  course_id: number
}

interface LinkRow {
  grouping_id: number
  group_id: number
  course_id: number
}

interface RoleRow {
  user_id: number
  role_id: number
  context: ContextLevel
  instance_id: number
}

function named({ id, course_id, name }: NamedRow): { id: number; courseId: number; name: string } {
  return { id, courseId: course_id, name }
}
