import type { Group, Grouping, GroupingGroup, GroupMember } from '../../../domain/entities.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { inPages } from './pages.ts'
import { type Row, readRows, rowsIn, text, whole } from './rows.ts'

export async function groupsOf(ws: MoodleWs, courseid: number): Promise<Group[]> {
  return (await readRows(ws, 'core_group_get_course_groups', { courseid })).map((row) => ({
    ...named(row),
    idnumber: text(row, 'idnumber'),
    description: text(row, 'description'),
    // A key that the server tells is not needed here, so it is not kept.
    passwordHash: '',
  }))
}

export async function groupingsOf(ws: MoodleWs, courseid: number): Promise<Grouping[]> {
  return (await readRows(ws, 'core_group_get_course_groupings', { courseid })).map(named)
}

function named(row: Row): Grouping {
  return { id: whole(row, 'id'), courseId: whole(row, 'courseid'), name: text(row, 'name') }
}

/** Members of groups, whose course is not told. */
export async function membersOf(
  ws: MoodleWs,
  groupIds: readonly number[],
): Promise<Omit<GroupMember, 'courseId'>[]> {
  const rows = await inPages(ws, groupIds, (groupids) =>
    readRows(ws, 'core_group_get_group_members', { groupids }),
  )
  return rows.flatMap((row) =>
    (row['userids'] as number[]).map((userId) => ({ groupId: whole(row, 'groupid'), userId })),
  )
}

export async function groupsInGroupings(
  ws: MoodleWs,
  groupingIds: readonly number[],
): Promise<GroupingGroup[]> {
  const rows = await inPages(ws, groupingIds, (groupingids) =>
    readRows(ws, 'core_group_get_groupings', { groupingids, returngroups: 1 }),
  )
  return rows.flatMap((row) =>
    rowsIn(row, 'groups').map((group) => ({
      groupingId: whole(row, 'id'),
      groupId: whole(group, 'id'),
      courseId: whole(row, 'courseid'),
    })),
  )
}
