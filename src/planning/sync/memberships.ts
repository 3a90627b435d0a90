import type { Role } from '../../domain/entities.ts'
import { finding } from '../../domain/finding.ts'
import type { Outcome, OutcomeWord } from '../../domain/outcome.ts'
import type { EnrollableCourse, EnrolmentState } from '../../domain/site-state.ts'
import type { Person } from '../../domain/state/people-index.ts'
import type {
  AccountName,
  CourseName,
  MembershipEnd,
  MembershipPart,
  MembershipSync,
  MembershipsOfOne,
} from '../../domain/sync-action.ts'
import { isOutcome } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { findRole } from '../roles.ts'
import { prepareEnd } from './ending.ts'
import { prepareEnrol } from './enrolling.ts'
import { asCourseEnrols } from './methods.ts'
import { left, naming, nothingThere } from './naming.ts'
import { lostCategories } from './needs.ts'

/** Who, where and with which role. */
export interface Member {
  readonly person: Person
  readonly course: EnrollableCourse
  readonly role: Role | null
}

/** A wish that was checked: what it does when it is carried out. */
export type CarryOut = () => Outcome

/** Plans what a record asks for one person in one course. All checks come before any change. */
export function planMembership(
  action: MembershipSync | MembershipEnd | MembershipsOfOne,
  state: EnrolmentState,
  draft: Draft,
): Outcome {
  if (action.verb !== 'several') {
    const prepared = prepare(action, state, draft)
    return isOutcome(prepared) ? prepared : prepared()
  }
  if (action.of.length === 0) return draft.outcome('unchanged', action.note ?? finding('RB-2408'))
  const prepared: CarryOut[] = []
  for (const one of action.of) {
    const next = prepare(one, state, draft)
    if (isOutcome(next) && next.outcome === 'rejected') return next
    prepared.push(isOutcome(next) ? () => next : next)
  }
  return prepared.map((carryOut) => carryOut()).reduce(weightier)
}

/** Of several outcomes the first in this list is told; any of them before `unchanged`. */
const TOLD_BY: readonly OutcomeWord[] = [
  'enrolled',
  'unenrolled',
  'suspended',
  'updated',
  'roleAssigned',
  'roleUnassigned',
  'unchanged',
]

/** `did` of the later one has what was done for both. */
function weightier(one: Outcome, later: Outcome): Outcome {
  const told = TOLD_BY.indexOf(one.outcome) <= TOLD_BY.indexOf(later.outcome) ? one : later
  return { ...told, did: later.did }
}

/** Enrols a user whom a record of users is about. */
export function enrolOne(part: MembershipPart, person: Person, state: EnrolmentState, draft: Draft): Outcome {
  const course = theCourse(part.course, state, draft)
  if (course === null) return draft.refuse('RB-3004', courseNaming(part.course, draft))
  if (isOutcome(course)) return course
  const wish = asCourseEnrols(part, course)
  const role = wish.role === null ? null : namedRole(wish.role, state, draft)
  if (isOutcome(role)) return role
  const prepared = prepareEnrol(wish, { person, course, role }, state, draft)
  return isOutcome(prepared) ? prepared : prepared()
}

function prepare(
  one: MembershipSync | MembershipEnd,
  state: EnrolmentState,
  draft: Draft,
): CarryOut | Outcome {
  if (one.verb === 'enrol') {
    const lost = lostCategories(one.needsCategories, state.neededCategories, draft)
    if (lost !== null) return lost
  }
  const leaves = one.verb === 'end' && one.ifUnknown === 'leave'
  const course = theCourse(one.course, state, draft)
  if (course === null) {
    const parts = courseNaming(one.course, draft)
    return leaves ? nothingThere(parts, draft) : draft.refuse('RB-3004', parts)
  }
  if (isOutcome(course)) return course
  const person = thePerson(one.person, state, draft)
  if (person === null) {
    const parts = naming('enrolment', one.person, draft)
    return leaves ? nothingThere(parts, draft) : draft.refuse('RB-2012', parts)
  }
  if (isOutcome(person)) return person
  const wish = one.verb === 'enrol' ? asCourseEnrols(one, course) : one
  const role = wish.role === null ? null : namedRole(wish.role, state, draft)
  if (isOutcome(role)) return role
  const member = { person, course, role }
  if (wish.verb === 'enrol') return prepareEnrol(wish, member, state, draft)
  if (wish.how !== 'keep') return prepareEnd(wish, wish.how, member, state, draft)
  return () => left(wish.because, naming('enrolment', one.person, draft), draft)
}

/** The course's column in files of enrolments, where `idnumber` is the person's. */
function courseNaming({ value }: CourseName, draft: Draft): ReturnType<typeof naming> {
  return naming('enrolment', { field: 'course', value }, draft)
}

function theCourse(by: CourseName, state: EnrolmentState, draft: Draft): EnrollableCourse | null | Outcome {
  const found =
    by.field === 'shortname' ? state.courses.withShortname(by.value) : state.courses.withIdnumber(by.value)
  return found.length > 1 ? draft.refuse('RB-3006', courseNaming(by, draft)) : (found[0] ?? null)
}

/** Null when nobody has the identifier; refused when several do. */
export function thePerson(by: AccountName, state: EnrolmentState, draft: Draft): Person | null | Outcome {
  const ids = state.people.having(by.field, by.value)
  if (ids.length > 1) return draft.refuse('RB-2015', naming('enrolment', by, draft))
  return ids.length === 0 ? null : state.people.get(ids[0]!)!
}

/** By short name; where none fits exactly, the one that differs in case alone. */
export function namedRole(name: string, state: EnrolmentState, draft: Draft): Role | Outcome {
  if (!state.roles.has(name)) {
    const folded = name.toLowerCase()
    const alike = [...state.roles.values()].filter(({ shortname }) => shortname.toLowerCase() === folded)
    if (alike.length === 1) return alike[0]!
  }
  return findRole(name, state, draft)
}
