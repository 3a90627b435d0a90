import { finding } from '../domain/finding.ts'
import { DID, type Outcome } from '../domain/outcome.ts'
import {
  type EnrollableCourse,
  type EnrolmentState,
  type PairKey,
  pair,
  roleKey,
} from '../domain/site-state.ts'
import type { Draft } from './draft.ts'
import { forgetPlace, forgetRole, MANUAL, personName, type Subject } from './enrolments.ts'

/** Data Hub rules E-18 to E-22. */
export function planUnenrolment(subject: Subject, state: EnrolmentState, draft: Draft): Outcome {
  const { person, instance } = subject
  const role = subject.role!
  const place = roleKey(person.id, instance.context, instance.id)
  const held = state.roleAssignments.of(place)
  const holds = held.includes(role.id)
  const named = { person: personName(person), role: `"${role.shortname}"` }

  if (instance.context !== 'course') {
    const isUnknown = state.unreadRoles?.has(instance.context) ?? false
    if (!holds && !isUnknown) return draft.outcome('unchanged', finding('RB-4021'))
    takeAway(subject, place, state, draft)
    forgetRole(subject, draft)
    return draft.outcome('roleUnassigned', isUnknown ? finding('RB-9076') : undefined)
  }

  const { course } = instance
  const key = pair(person.id, course.id)
  const methods = state.enrolments.get(key) ?? []
  if (!holds) {
    if (methods.length === 0) return draft.outcome('unchanged', finding('RB-4021'))
    if (held.length > 0) {
      const accepted = Array.from(state.roles.values())
        .filter(({ id }) => held.includes(id))
        .map(({ shortname }) => shortname)
        .join(', ')
      return draft.refuse('RB-4022', { ...named, value: course.shortname, accepted })
    }
  }
  if (holds) takeAway(subject, place, state, draft)
  forgetPlace(subject, draft)
  return end(subject, course, state.roleAssignments.of(place).length, state, draft)
}

/** Ends the manual enrolment once no role is left; the site ends the group memberships with it (rules E-19, E-22). */
function end(
  { person }: Subject,
  course: EnrollableCourse,
  rolesLeft: number,
  state: EnrolmentState,
  draft: Draft,
): Outcome {
  const key = pair(person.id, course.id)
  const methods = state.enrolments.get(key) ?? []
  const manual = methods.find((enrolment) => enrolment.method === MANUAL)
  if (rolesLeft > 0) return draft.outcome('roleUnassigned')
  if (manual === undefined) {
    if (methods.length === 0) return draft.outcome('roleUnassigned')
    const note = finding('RB-4023', {
      person: personName(person),
      value: course.shortname,
      method: methods[0]!.method,
    })
    return draft.outcome('roleUnassigned', note)
  }
  const others = methods.filter((enrolment) => enrolment !== manual)
  if (others.length === 0) state.enrolments.delete(key)
  else state.enrolments.set(key, others)
  draft.change('enrolment', manual, null)
  draft.did(DID.enrolment)
  if (others.length === 0) leaveGroups(person.id, course.id, state, draft)
  return draft.outcome('unenrolled')
}

function takeAway(
  { person, instance, role }: Subject,
  place: PairKey,
  state: EnrolmentState,
  draft: Draft,
): void {
  state.roleAssignments.take(place, role!.id)
  draft.change(
    'roleAssignment',
    { userId: person.id, roleId: role!.id, context: instance.context, instanceId: instance.id },
    null,
  )
  draft.did(DID.role)
}

/**
 * The site ends all memberships with the enrolment; those that the plan knows of are ended by operations, since an
 * earlier record of the chunk may have made them.
 */
export function leaveGroups(userId: number, courseId: number, state: EnrolmentState, draft: Draft): void {
  for (const groups of state.groups.values()) {
    for (const group of groups) {
      if (group.courseId !== courseId || !state.members.delete(pair(group.id, userId))) continue
      draft.change('groupMember', { groupId: group.id, userId, courseId }, null)
    }
  }
}
