import type { ContextLevel } from '../../domain/entities.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { DID, type Outcome } from '../../domain/outcome.ts'
import { type EnrolmentState, roleKey } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import type { CategoryRoleSync, RolePart } from '../../domain/sync-action.ts'
import { isOutcome } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { forgetRolesIn } from '../enrolments.ts'
import { namedRole, thePerson } from './memberships.ts'
import { naming } from './naming.ts'
import { findStep } from './placing.ts'

/** Gives a role in the system or in a category, or takes it away; gives what is in the way. */
export function giveOrTakeRole(
  { role: name, category, take }: RolePart,
  person: Person,
  state: EnrolmentState,
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
  const place = category === undefined ? { id: 0 } : findStep(category, state.categories!, draft)
  if (isOutcome(place)) return place.finding!

  const key = roleKey(person.id, context, place.id)
  if (state.roleAssignments.holds(key, role.id) !== take) return null
  const assignment = { userId: person.id, roleId: role.id, context, instanceId: place.id }
  if (take) {
    state.roleAssignments.take(key, role.id)
    draft.change('roleAssignment', assignment, null)
  } else {
    state.roleAssignments.give(key, role.id)
    draft.change('roleAssignment', null, assignment)
  }
  draft.did(DID.role)
  forgetRolesIn(person, context, draft)
  return null
}

/** Gives a role in a category that a record of users asked for before the category was there. */
export function planCategoryRole(
  { person: by, role, category: idnumber }: CategoryRoleSync,
  state: EnrolmentState,
  draft: Draft,
): Outcome {
  const person = thePerson(by, state, draft)
  if (person === null) return draft.refuse('RB-2012', naming('enrolment', by, draft))
  if (isOutcome(person)) return person
  const before = draft.operations.length
  const problem = giveOrTakeRole(
    { part: 'role', role, category: { idnumber }, take: false },
    person,
    state,
    draft,
  )
  if (problem !== null) return { outcome: 'rejected', did: 0, finding: problem }
  return draft.operations.length > before
    ? draft.outcome('roleAssigned')
    : draft.outcome('unchanged', finding('RB-4020'))
}
