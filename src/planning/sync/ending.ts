import type { Enrolment, Role } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import { DID, type Outcome } from '../../domain/outcome.ts'
import { type EnrolmentState, pair, roleKey } from '../../domain/site-state.ts'
import type { MembershipEnd } from '../../domain/sync-action.ts'
import type { Draft } from '../draft.ts'
import { forgetMember, personName } from '../enrolments.ts'
import { leaveGroups } from '../unenrolments.ts'
import { type Removal, removalByRole } from './flatfile-removal.ts'
import type { CarryOut, Member } from './memberships.ts'

type How = Exclude<MembershipEnd['how'], 'keep'>

/** What it gives ends an enrolment, or the named role of several. */
export function prepareEnd(
  wish: MembershipEnd,
  how: How,
  member: Member,
  state: EnrolmentState,
  draft: Draft,
): CarryOut {
  return () => {
    const { person, course, role } = member
    const methods = state.enrolments.get(pair(person.id, course.id)) ?? []
    const own = wish.anyMethod === true ? methods : methods.filter(({ method }) => method === wish.method)
    const parts = { person: personName(person), value: course.shortname }
    if (own.length === 0) {
      return draft.outcome('unchanged', finding('RB-4401', { ...parts, method: wish.method }))
    }
    const looked = wish.expiredOnly === true ? own.filter((one) => hasExpired(one, draft)) : own
    if (looked.length === 0) return draft.outcome('unchanged', finding('RB-4405', parts))
    const held = rolesOf(member, state)
    const alone = looked.length === methods.length
    if (role !== null && held.length > 0 && !held.includes(role.id)) {
      return draft.outcome('unchanged', otherRoles(member, role, held, state))
    }
    // Roles belong to no method: beside another enrolment, nobody can tell whose they are.
    if (wish.ends === 'role' && role !== null && held.length > 1 && alone) {
      take([role.id], member, state, draft)
      forgetMember(person, course, draft)
      return draft.outcome('roleUnassigned')
    }
    const removal =
      wish.anyMethod === true && role !== null
        ? removalByRole(methods, wish.method, role.id, held, how)
        : { ending: looked, roles: alone && how !== 'suspend' ? [...held] : [] }
    const ended = (how === 'unenrol' ? unenrol : suspend)(removal, member, state, draft)
    if (wish.expiredOnly !== true && ended.outcome !== 'unchanged') forgetMember(person, course, draft)
    return ended
  }
}

function hasExpired({ timeEnd }: Enrolment, { now }: Draft): boolean {
  return timeEnd !== null && timeEnd <= now
}

function unenrol({ ending, roles }: Removal, member: Member, state: EnrolmentState, draft: Draft): Outcome {
  const { person, course } = member
  const key = pair(person.id, course.id)
  const kept = (state.enrolments.get(key) ?? []).filter((enrolment) => !ending.includes(enrolment))
  if (kept.length === 0) state.enrolments.delete(key)
  else state.enrolments.set(key, kept)
  take(roles, member, state, draft)
  for (const enrolment of ending) draft.change('enrolment', enrolment, null)
  draft.did(DID.enrolment)
  if (kept.length === 0) leaveGroups(person.id, course.id, state, draft)
  return draft.outcome('unenrolled')
}

function suspend({ ending, roles }: Removal, member: Member, state: EnrolmentState, draft: Draft): Outcome {
  const { person, course } = member
  const key = pair(person.id, course.id)
  const active = ending.filter(({ status }) => status === 'active')
  if (active.length === 0 && roles.length === 0) {
    const parts = { person: personName(person), value: course.shortname }
    return draft.outcome('unchanged', finding('RB-4404', parts))
  }
  const methods = (state.enrolments.get(key) ?? []).map((enrolment): Enrolment => {
    if (!active.includes(enrolment)) return enrolment
    const suspended: Enrolment = { ...enrolment, status: 'suspended' }
    draft.change('enrolment', enrolment, suspended)
    draft.did(DID.enrolment)
    return suspended
  })
  state.enrolments.set(key, methods)
  take(roles, member, state, draft)
  return draft.outcome('suspended')
}

function rolesOf({ person, course }: Member, state: EnrolmentState): readonly number[] {
  return state.roleAssignments.of(roleKey(person.id, 'course', course.id))
}

function take(
  roleIds: readonly number[],
  { person, course }: Member,
  state: EnrolmentState,
  draft: Draft,
): void {
  const place = roleKey(person.id, 'course', course.id)
  for (const roleId of roleIds) {
    state.roleAssignments.take(place, roleId)
    const assignment = { userId: person.id, roleId, context: 'course', instanceId: course.id } as const
    draft.change('roleAssignment', assignment, null)
    draft.did(DID.role)
  }
}

function otherRoles({ person, course }: Member, role: Role, held: readonly number[], state: EnrolmentState) {
  const names = [...state.roles.values()]
    .filter(({ id }) => held.includes(id))
    .map(({ shortname }) => shortname)
  return finding('RB-4402', {
    person: personName(person),
    value: course.shortname,
    role: `"${role.shortname}"`,
    accepted: names.join(', '),
  })
}
