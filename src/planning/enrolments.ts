import type { EnrolmentAction } from '../domain/action.ts'
import type { Enrolment, Role } from '../domain/entities.ts'
import { finding } from '../domain/finding.ts'
import { DID, type Outcome } from '../domain/outcome.ts'
import { byIdnumber, CATEGORY_BY_IDNUMBER, personKeys, SEPARATOR } from '../domain/record-key.ts'
import {
  EDITING_TEACHER,
  type EnrollableCourse,
  type EnrolmentState,
  pair,
  roleKey,
} from '../domain/site-state.ts'
import type { Person } from '../domain/state/people-index.ts'
import { isOutcome, type Limits, missing, tooLong } from './checks.ts'
import type { Draft } from './draft.ts'
import { type EnrolmentValues, endBeforeStart, readEnrolmentValues } from './enrolment-values.ts'
import { findPerson } from './find-person.ts'
import { type FoundGroup, findGroup } from './groups.ts'
import { enrolmentMail } from './mails.ts'
import { findInstance, findRole, type Instance } from './roles.ts'
import { planUnenrolment } from './unenrolments.ts'

/** Characters (Data Hub section 5.1). */
const LIMITS: Limits = [
  ['username', 100],
  ['email', 100],
  ['idnumber', 255],
  ['group', 254],
  ['grouping', 254],
]

/** The method through which files enrol (Data Hub rule E-4). */
export const MANUAL = 'manual'

/** Who, where and with which role: what create, update and delete records have in common. */
export interface Subject {
  readonly person: Person
  readonly instance: Instance
  /** Null only for an update that names none. */
  readonly role: Role | null
}

/** Plans one enrolment record. The order of the checks is Data Hub rule E-1; all come before any change. */
export function planEnrolment(action: EnrolmentAction, state: EnrolmentState, draft: Draft): Outcome {
  const fields = fold(action.fields)
  const bad = lacking(action.verb, fields, draft) ?? tooLong('enrolment', fields, LIMITS, draft)
  if (bad !== null) return bad

  const role = fields.role === undefined ? null : findRole(fields.role, state, draft)
  if (isOutcome(role)) return role
  const values =
    action.verb === 'delete' ? {} : readEnrolmentValues({ ...action, fields }, state.facts, draft)
  if (isOutcome(values)) return values
  const person = findPerson(fields, state.people, (field) => draft.label('enrolment', field), draft)
  if (isOutcome(person)) return person
  const instance = findInstance(fields.context!, fields.instance, state, draft)
  if (isOutcome(instance)) return instance

  const subject: Subject = { person, instance, role }
  if (action.verb === 'delete') return planUnenrolment(subject, state, draft)
  if (role !== null && !role.contexts.includes(instance.context)) {
    return draft.refuse('RB-4005', {
      field: draft.label('enrolment', 'role'),
      value: role.shortname,
      context: instance.context,
      accepted: role.contexts.join(', '),
    })
  }
  if (instance.context !== 'course') return giveRole(subject, state, draft)
  const group = findGroup(fields.group, fields.grouping, instance.course, state, draft)
  if (isOutcome(group)) return group
  return enrol(action.verb, subject, instance.course, values, group, state, draft)
}

/** Data Hub rule U-2: user names are folded in the enrolment file too. */
function fold(fields: EnrolmentAction['fields']): EnrolmentAction['fields'] {
  const { username } = fields
  if (username === undefined) return fields
  const folded = username.toLowerCase()
  return folded === username ? fields : { ...fields, username: folded }
}

/** A record needs somebody, somewhere, and (but for an update) a role. The system needs no instance (quirk Q-1). */
function lacking(
  verb: EnrolmentAction['verb'],
  fields: EnrolmentAction['fields'],
  draft: Draft,
): Outcome | null {
  const { username, email, idnumber, context, instance, role } = fields
  const identified = username !== undefined || email !== undefined || idnumber !== undefined
  const needsInstance = context !== 'system'
  const needsRole = verb !== 'update'
  if (
    identified &&
    context !== undefined &&
    (instance !== undefined || !needsInstance) &&
    (role !== undefined || !needsRole)
  ) {
    return null
  }
  const required = [
    ...(identified ? [] : WHO),
    'context',
    ...(needsInstance ? ['instance'] : []),
    ...(needsRole ? ['role'] : []),
  ]
  return missing('enrolment', fields, required, draft)
}

const WHO = ['username', 'email', 'idnumber'] as const

/** Data Hub rule E-2: outside courses the role is given, without any enrolment. */
function giveRole(subject: Subject, state: EnrolmentState, draft: Draft): Outcome {
  const { instance, role } = subject
  if (role === null) {
    return draft.refuse('RB-4009', { field: draft.label('enrolment', 'role'), context: instance.context })
  }
  if (holds(subject, role, state)) return nothingNew(draft)
  assign(subject, role, state, draft)
  forgetRole(subject, draft)
  const isUnknown = state.unreadRoles?.has(instance.context) ?? false
  return draft.outcome('roleAssigned', isUnknown ? finding('RB-9076') : undefined)
}

/** Data Hub rules E-4 to E-8, E-13 to E-17. */
function enrol(
  verb: 'create' | 'update',
  subject: Subject,
  course: EnrollableCourse,
  values: EnrolmentValues,
  group: FoundGroup | null,
  state: EnrolmentState,
  draft: Draft,
): Outcome {
  const { person, role } = subject
  const methods = state.enrolments.get(pair(person.id, course.id)) ?? []
  const manual = methods.find((enrolment) => enrolment.method === MANUAL)
  const named = () => ({ person: personName(person), value: course.shortname })

  if (methods.length === 0) {
    if (verb === 'update' && (role === null || !draft.policy.updateMayEnrol))
      return draft.refuse('RB-4008', named())
    if (!course.manualEnrol || !state.facts.enrolPlugins.includes(MANUAL))
      return draft.refuse('RB-4007', named())
  }
  const backwards = endBeforeStart(values, manual, draft)
  if (backwards !== null) return backwards

  const newRole = role !== null && !holds(subject, role, state)
  if (newRole) assign(subject, role, state, draft)
  if (methods.length === 0) {
    const enrolment: Enrolment = {
      userId: person.id,
      courseId: course.id,
      method: MANUAL,
      status: values.status ?? 'active',
      timeStart: values.timeStart ?? draft.now,
      timeEnd: values.timeEnd ?? null,
    }
    state.enrolments.set(pair(person.id, course.id), [enrolment])
    draft.change('enrolment', null, enrolment)
    draft.did(DID.enrolment)
    group?.join(person.id)
    enrolmentMail(person, course, state.teachers.get(course.id)?.email, state.facts, draft)
    return draft.outcome('enrolled')
  }
  const rewritten = manual !== undefined && rewrite(manual, values, methods, state, draft)
  const joined = group?.join(person.id) ?? false
  if (newRole) forgetRole(subject, draft)
  if (rewritten) forgetPlace(subject, draft)
  const note =
    manual === undefined && Object.keys(values).length > 0
      ? finding('RB-4023', { ...named(), method: methods[0]!.method })
      : undefined
  if (newRole) return draft.outcome('roleAssigned', note)
  if (rewritten || joined) return draft.outcome('updated', note)
  return note === undefined ? nothingNew(draft) : draft.outcome('unchanged', note)
}

/** Writes the times and status that the record brings; others stay (rule E-6). */
function rewrite(
  before: Enrolment,
  values: EnrolmentValues,
  methods: Enrolment[],
  state: EnrolmentState,
  draft: Draft,
): boolean {
  const after: Enrolment = { ...before, ...values }
  if (
    after.status === before.status &&
    after.timeStart === before.timeStart &&
    after.timeEnd === before.timeEnd
  ) {
    return false
  }
  state.enrolments.set(
    pair(before.userId, before.courseId),
    methods.map((enrolment) => (enrolment === before ? after : enrolment)),
  )
  draft.change('enrolment', before, after)
  return true
}

function holds({ person, instance }: Subject, role: Role, state: EnrolmentState): boolean {
  return state.roleAssignments.holds(roleKey(person.id, instance.context, instance.id), role.id)
}

function assign({ person, instance }: Subject, role: Role, state: EnrolmentState, draft: Draft): void {
  state.roleAssignments.give(roleKey(person.id, instance.context, instance.id), role.id)
  draft.change('roleAssignment', null, {
    userId: person.id,
    roleId: role.id,
    context: instance.context,
    instanceId: instance.id,
  })
  draft.did(DID.role)
  if (instance.context === 'course' && role.shortname === EDITING_TEACHER && person.email !== '') {
    const first = state.teachers.get(instance.id)
    if (first === undefined || person.id < first.id) state.teachers.set(instance.id, person)
  }
}

function nothingNew(draft: Draft): Outcome {
  return draft.outcome('unchanged', finding('RB-4020'))
}

/** Records that gave or took the same role, naming the person by another identifier, must be judged anew. */
export function forgetRole({ person, instance, role }: Subject, draft: Draft): void {
  if (instance.context !== 'course') {
    forgetRolesIn(person, instance.context, draft)
    return
  }
  const { shortname, idnumber } = instance.course
  for (const key of personKeys(person)) {
    draft.forgetKey('enrolment', [key, 'course', shortname, role?.shortname ?? ''].join(SEPARATOR))
    if (idnumber !== '') draft.forgetKey('enrolment', [key, byIdnumber(idnumber), ''].join(SEPARATOR), true)
  }
}

/** The same for roles outside courses, whose keys name places in too many ways to spell them all. */
export function forgetRolesIn(person: Person, context: string, draft: Draft): void {
  const places = context === 'coursecat' ? [context, CATEGORY_BY_IDNUMBER] : [context]
  for (const key of personKeys(person)) {
    for (const place of places) draft.forgetKey('enrolment', [key, place, ''].join(SEPARATOR), true)
  }
}

/** All records about the person in that course, whatever their role, must be judged anew. */
export function forgetPlace({ person, instance }: Subject, draft: Draft): void {
  if (instance.context === 'course') forgetMember(person, instance.course, draft)
}

export function forgetMember(
  person: Person,
  { shortname, idnumber }: Pick<EnrollableCourse, 'shortname' | 'idnumber'>,
  draft: Draft,
): void {
  for (const key of personKeys(person)) {
    draft.forgetKey('enrolment', [key, 'course', shortname, ''].join(SEPARATOR), true)
    if (idnumber !== '') draft.forgetKey('enrolment', [key, byIdnumber(idnumber), ''].join(SEPARATOR), true)
  }
}

export function personName(person: Person): string {
  return `user "${person.username}"`
}
