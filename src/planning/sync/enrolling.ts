import type { Enrolment, Group } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import { DID, type Outcome } from '../../domain/outcome.ts'
import { type EnrolmentState, named, pair, roleKey } from '../../domain/site-state.ts'
import type { MembershipPart, MembershipSync } from '../../domain/sync-action.ts'
import { isOutcome, type Limits, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { forgetMember, MANUAL, personName } from '../enrolments.ts'
import { createGroup } from '../groups.ts'
import { enrolmentMail } from '../mails.ts'
import type { CarryOut, Member } from './memberships.ts'
import { readTimes } from './times.ts'

const LIMITS: Limits = [['group', 254]]

/** Checks a wish to enrol; what it gives makes the enrolment or brings it in line, with role and group. */
export function prepareEnrol(
  wish: MembershipPart | MembershipSync,
  member: Member,
  state: EnrolmentState,
  draft: Draft,
): CarryOut | Outcome {
  const { person, course, role } = member
  if (role !== null && !role.contexts.includes('course')) {
    const parts = { field: draft.label('enrolment', 'role'), value: role.shortname, context: 'course' }
    return draft.refuse('RB-4005', { ...parts, accepted: role.contexts.join(', ') })
  }
  const methods = () => state.enrolments.get(pair(person.id, course.id)) ?? []
  const own = () => methods().find(({ method }) => method === wish.method)
  const closed = !course.manualEnrol || !state.facts.enrolPlugins.includes(MANUAL)
  if (wish.method === MANUAL && own() === undefined && closed) {
    return draft.refuse('RB-4007', { person: personName(person), value: course.shortname })
  }
  const keepsKnown = 'keepsKnown' in wish && own() !== undefined
  const times = keepsKnown ? {} : readTimes(wish, own() ?? null, state.facts, draft)
  if (isOutcome(times)) return times
  const group = wish.group === undefined ? null : findGroup(wish.group, member, state, draft)
  if (isOutcome(group)) return group

  return () => {
    const others = methods()
    const before = own()
    const after: Enrolment = {
      userId: person.id,
      courseId: course.id,
      method: wish.method,
      status: 'active',
      timeStart: null,
      timeEnd: null,
      ...before,
      ...(wish.status !== undefined && !keepsKnown && { status: wish.status }),
      ...times,
    }
    const rewritten = before === undefined || !same(before, after)
    if (rewritten) {
      const brought =
        before === undefined
          ? [...others, after]
          : others.map((enrolment) => (enrolment === before ? after : enrolment))
      state.enrolments.set(pair(person.id, course.id), brought)
      draft.change('enrolment', before ?? null, after)
      draft.did(DID.enrolment)
    }
    const newRole = giveRole(member, state, draft)
    const joined = group?.() ?? false
    if (others.length > 0 && (rewritten || newRole)) forgetMember(person, course, draft)
    if (before === undefined) {
      enrolmentMail(person, course, state.teachers.get(course.id)?.email, state.facts, draft)
      return draft.outcome('enrolled')
    }
    if (rewritten || (joined && !newRole)) return draft.outcome('updated')
    return newRole ? draft.outcome('roleAssigned') : draft.outcome('unchanged', finding('RB-4020'))
  }
}

function same(a: Enrolment, b: Enrolment): boolean {
  return a.status === b.status && a.timeStart === b.timeStart && a.timeEnd === b.timeEnd
}

/** Whether the person did not have it yet. */
function giveRole({ person, course, role }: Member, state: EnrolmentState, draft: Draft): boolean {
  if (role === null) return false
  const key = roleKey(person.id, 'course', course.id)
  if (state.roleAssignments.holds(key, role.id)) return false
  state.roleAssignments.give(key, role.id)
  draft.change('roleAssignment', null, {
    userId: person.id,
    roleId: role.id,
    context: 'course',
    instanceId: course.id,
  })
  draft.did(DID.role)
  return true
}

/** Finds the group; what it gives makes the person a member, and tells whether that is new. */
function findGroup(
  { name, create }: NonNullable<MembershipSync['group']>,
  { person, course }: Member,
  state: EnrolmentState,
  draft: Draft,
): (() => boolean) | Outcome {
  const long = tooLong('enrolment', { group: name }, LIMITS, draft)
  if (long !== null) return long
  const found = (): readonly Group[] => state.groups.get(named(course.id, name)) ?? []
  const parts = { field: draft.label('enrolment', 'group'), value: name, course: course.shortname }
  if (found().length > 1) return draft.refuse('RB-4011', parts)
  if (found().length === 0 && !create) return draft.refuse('RB-4403', parts)
  return () => {
    if (found().length === 0) draft.did(DID.groupCreated)
    const group = found()[0] ?? createGroup(name, course, state, draft)
    const key = pair(group.id, person.id)
    if (state.members.has(key)) return false
    state.members.add(key)
    draft.change('groupMember', null, { groupId: group.id, userId: person.id, courseId: course.id })
    draft.did(DID.groupJoined)
    return true
  }
}
