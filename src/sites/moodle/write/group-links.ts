import type { GroupingGroup, GroupMember } from '../../../domain/entities.ts'
import { groupsInGroupings, membersOf } from '../read/groups.ts'
import { type Change, seenIf, send, type Writer, type Writing } from './writing.ts'

export const groupMemberWriter: Writer<'groupMember'> = {
  create: (writing, changes) => writeMembers(writing, changes, 'core_group_add_group_members', true),
  end: (writing, changes) => writeMembers(writing, changes, 'core_group_delete_group_members', false),
}

export const groupingGroupWriter: Writer<'groupingGroup'> = {
  create: (writing, changes) => writeLinks(writing, changes, 'core_group_assign_grouping', true),
  end: (writing, changes) => writeLinks(writing, changes, 'core_group_unassign_grouping', false),
}

function writeMembers(
  writing: Writing,
  changes: readonly Change<'groupMember'>[],
  name: 'core_group_add_group_members' | 'core_group_delete_group_members',
  wanted: boolean,
) {
  return send(writing, name, changes, {
    parameters: ({ entity: { groupId, userId } }) => ({ groupid: groupId, userid: userId }),
    keys: ({ entity: { courseId, userId } }) => [`course:${courseId}`, `user:${userId}`],
    async look(some) {
      const members = await membersOf(writing.site.ws, [...new Set(some.map(({ entity }) => entity.groupId))])
      const key = ({ groupId, userId }: Omit<GroupMember, 'courseId'>) => `${groupId}:${userId}`
      const there = new Set(members.map(key))
      return some.map(({ entity }) => seenIf(there.has(key(entity)) === wanted))
    },
  })
}

function writeLinks(
  writing: Writing,
  changes: readonly Change<'groupingGroup'>[],
  name: 'core_group_assign_grouping' | 'core_group_unassign_grouping',
  wanted: boolean,
) {
  return send(writing, name, changes, {
    parameters: ({ entity: { groupingId, groupId } }) => ({ groupingid: groupingId, groupid: groupId }),
    keys: ({ entity }) => [`course:${entity.courseId}`],
    async look(some) {
      const groupings = [...new Set(some.map(({ entity }) => entity.groupingId))]
      const key = ({ groupingId, groupId }: GroupingGroup) => `${groupingId}:${groupId}`
      const there = new Set((await groupsInGroupings(writing.site.ws, groupings)).map(key))
      return some.map(({ entity }) => seenIf(there.has(key(entity)) === wanted))
    },
  })
}
