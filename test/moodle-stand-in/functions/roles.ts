import { allOrNothing, type Call, enterCourse, requireCapability, type StandInFunction } from '../call.ts'
import { codingError, invalidParameter } from '../moodle-error.ts'
import { int, list, type Parameters, raw, structure } from '../parameters.ts'

const RECORD = structure({ roleid: int, userid: int }, { contextid: int, contextlevel: raw, instanceid: int })
const SYSTEM_CONTEXT_ID = 1

const assignRoles: StandInFunction = {
  parameters: structure({ assignments: list(RECORD) }),
  run(call, { assignments }) {
    allOrNothing(call, assignments, (given: Parameters) => {
      const context = enter(call, given)
      if (!call.site.settings.roles.some(({ id }) => id === given.roleid)) {
        throw invalidParameter(`Can not assign roleid=${given.roleid} in contextid=1`)
      }
      const { roleid, userid } = given
      if (call.site.liveUser(userid) === undefined) throw codingError('User ID does not exist or is deleted!')
      call.site.roleAssignments.set(`${roleid}:${userid}:${context}`, { roleid, userid, context })
    })
    return null
  },
}

const unassignRoles: StandInFunction = {
  parameters: structure({ unassignments: list(RECORD) }),
  run(call, { unassignments }) {
    allOrNothing(call, unassignments, (given: Parameters) => {
      const context = enter(call, given)
      call.site.roleAssignments.delete(`${given.roleid}:${given.userid}:${context}`)
    })
    return null
  },
}

/** The context of a record, once the account has been let in. */
function enter(call: Call, { contextid, contextlevel, instanceid }: Parameters): string {
  const { site } = call
  const system = contextid === SYSTEM_CONTEXT_ID || contextlevel === 'system'
  const there: Readonly<Record<string, { get(id: number): unknown }>> = {
    course: site.courses,
    coursecat: site.categories,
    user: site.users,
  }
  if (!system && there[contextlevel]?.get(instanceid) === undefined) throw invalidParameter('Invalid context')
  if (contextlevel === 'course') enterCourse(call)
  requireCapability(call, 'moodle/role:assign', 'Assign roles to users')
  return system ? 'system' : `${contextlevel}:${instanceid}`
}

export const ROLE_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_role_assign_roles: assignRoles,
  core_role_unassign_roles: unassignRoles,
}
