import type { ContextLevel, User } from '../../domain/entities.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { DID } from '../../domain/outcome.ts'
import { type PartsState, roleKey } from '../../domain/site-state.ts'
import type { RolePart } from '../../domain/sync-action.ts'
import { isOutcome } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { forgetRolesIn } from '../enrolments.ts'
import { namedRole } from './memberships.ts'
import { findStep } from './placing.ts'

/** Gives a role in the system or in a category, or takes it away; gives what is in the way. */
export function giveOrTakeRole(
  { role: name, category, take }: RolePart,
  user: User,
  state: PartsState,
  draft: Draft,
): Finding | null {
  const role = namedRole(name, state, draft)
  if (isOutcome(role)) return role.finding!
  const context: ContextLevel = category === undefined ? 'system' : 'coursecat'
  if (!role.contexts.includes(context)) {
    const accepted = role.contexts.join(', ')
    return finding('RB-4005', {
      field: draft.label('user', 'role'),
      value: role.shortname,
      context,
      accepted,
    })
  }
  const place = category === undefined ? { id: 0 } : findStep(category, state.categories, draft)
  if (isOutcome(place)) return place.finding!

  const key = roleKey(user.id, context, place.id)
  if (state.roleAssignments.holds(key, role.id) !== take) return null
  const assignment = { userId: user.id, roleId: role.id, context, instanceId: place.id }
  if (take) {
    state.roleAssignments.take(key, role.id)
    draft.change('roleAssignment', assignment, null)
  } else {
    state.roleAssignments.give(key, role.id)
    draft.change('roleAssignment', null, assignment)
  }
  draft.did(DID.role)
  forgetRolesIn(user, context, draft)
  return null
}
