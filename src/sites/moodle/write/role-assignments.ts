import type { RoleAssignment } from '../../../domain/entities.ts'
import { type Change, isInCourse, rolesNow, seenIf, send, type Writer, type Writing } from './writing.ts'

export const roleAssignmentWriter: Writer<'roleAssignment'> = {
  create(writing, changes) {
    return send(writing, 'core_role_assign_roles', changes, {
      parameters: ({ entity }) => placeOf(entity),
      keys: ({ entity }) => keysOf(entity),
      look: (some) => look(writing, some, true),
    })
  },

  end(writing, changes) {
    return send(writing, 'core_role_unassign_roles', changes, {
      parameters: ({ entity }) => placeOf(entity),
      keys: ({ entity }) => keysOf(entity),
      look: (some) => look(writing, some, false),
    })
  },
}

function placeOf({ roleId, userId, context, instanceId }: RoleAssignment) {
  return { roleid: roleId, userid: userId, contextlevel: context, instanceid: instanceId }
}

/**
 * Outside of courses, and for those who are not enrolled there, nothing tells who holds a role. To give or take it once
 * more does no harm.
 */
async function look(writing: Writing, some: readonly Change<'roleAssignment'>[], given: boolean) {
  const inCourses = some.map(({ entity }) => entity).filter(isInCourse)
  const roles = await rolesNow(
    writing,
    inCourses.map(({ instanceId }) => instanceId),
  )
  return some.map(({ entity }) => {
    if (!isInCourse(entity)) return seenIf(false)
    const held = roles(entity.instanceId, entity.userId)
    return seenIf(held !== undefined && held.roleIds.includes(entity.roleId) === given)
  })
}

function keysOf({ userId, context, instanceId }: RoleAssignment): string[] {
  return context === 'course' ? [`course:${instanceId}`, `user:${userId}`] : [`user:${userId}`]
}
