import {
  IDENTIFYING_FIELDS,
  type Identifiers,
  type IdentifyingField,
  type UserAction,
} from '../domain/action.ts'
import type { User } from '../domain/entities.ts'
import { finding } from '../domain/finding.ts'
import type { Outcome } from '../domain/outcome.ts'
import { personKeys, SEPARATOR } from '../domain/record-key.ts'
import type { UserState } from '../domain/site-state.ts'
import { isOutcome, type Limits, missing, tooLong } from './checks.ts'
import type { Draft } from './draft.ts'
import { emptied } from './emptied.ts'
import { findPerson, naming } from './find-person.ts'
import { welcomeMail } from './mails.ts'
import { sameMore, withMore } from './more-values.ts'
import { readUserValues, type UserValues } from './user-values.ts'

/** Characters (Data Hub section 3.1). The order is that of the checks. */
export const USER_LIMITS: Limits = [
  ['username', 100],
  ['firstname', 100],
  ['lastname', 100],
  ['email', 100],
  ['city', 120],
  ['idnumber', 255],
  ['institution', 40],
  ['department', 30],
]

/** Plans one user record. The order of the checks is Data Hub rule U-1. */
export function planUser(action: UserAction, state: UserState, draft: Draft): Outcome {
  const fields = foldUsername(action.fields)
  const find = action.find && foldUsername(action.find)
  const either = draft.policy.createOrUpdate || (action.again === true && action.verb === 'create')
  const verb = either ? createOrUpdate(action, fields, state, draft) : action.verb

  if (verb === 'create') {
    const lacking = missing('user', fields, draft.policy.required.user, draft)
    if (lacking !== null) return lacking
  } else if (find === undefined && !draft.policy.identifyBy.some((field) => fields[field] !== undefined)) {
    return missing('user', fields, draft.policy.identifyBy, draft)!
  }
  const long =
    tooLong('user', fields, USER_LIMITS, draft) ??
    (find && tooLong('user', find, USER_LIMITS, draft, 'user_')) ??
    null
  if (long !== null) return long

  const by = asLeft(action, fields, find, state, draft) ?? find ?? identifiersOf(fields, draft)
  if (verb === 'delete') return remove(by, find !== undefined, state, draft)
  if (verb === 'suspend') return suspend(by, find !== undefined, state, draft)

  // A password is given once: asking again must not take back the one that the person chose since.
  const repaired = action.again === true && verb === 'update' ? { ...fields, password: undefined } : fields
  const values = readUserValues(verb, repaired, action.profile, state, draft)
  if (isOutcome(values)) return values
  if (verb === 'create') return create(values, state, draft)
  const strongest = either && find === undefined ? strongestKnown(by, state, draft) : null
  return update(strongest ?? by, find !== undefined, { ...values, ...emptied(action.erase) }, state, draft)
}

/** Data Hub rule U-2, on every action (quirk Q-11). */
function foldUsername<T extends Identifiers>(fields: T): T {
  const { username } = fields
  if (username === undefined) return fields
  const folded = username.toLowerCase()
  return folded === username ? fields : { ...fields, username: folded }
}

/** Without `user_` columns, those that are switched on as identifying fields find the user (rules U-3, U-5). */
function identifiersOf(fields: Identifiers, draft: Draft): Identifiers {
  const by: Identifiers = {}
  for (const field of draft.policy.identifyBy) if (fields[field] !== undefined) by[field] = fields[field]
  return by
}

/**
 * Somebody whom this record renamed before is there under the new name (rule U-4). Null where nobody has it, and where
 * the record comes for the first time.
 */
function asLeft(
  { again }: UserAction,
  fields: Identifiers,
  find: Identifiers | undefined,
  state: UserState,
  draft: Draft,
): Identifiers | null {
  if (again !== true || find === undefined) return null
  const { username, email, idnumber } = { ...find, ...fields }
  const names = Object.fromEntries(
    Object.entries({ username, email, idnumber }).filter(([, value]) => value !== undefined),
  )
  return isOutcome(findPerson(names, state.users, (field) => field, draft)) ? null : names
}

/**
 * Data Hub rule U-12, by the strongest identifier that is known (quirk Q-9): user name, then id number, then
 * address. What remains of the identifiers are new values, which uniqueness then judges.
 */
function createOrUpdate(
  { verb, find }: UserAction,
  fields: Identifiers,
  state: UserState,
  draft: Draft,
): UserAction['verb'] {
  if (verb !== 'create' && verb !== 'update') return verb
  if (find !== undefined) return 'update'
  return strongestKnown(fields, state, draft) === null ? 'create' : 'update'
}

function strongestKnown(fields: Identifiers, state: UserState, draft: Draft): Identifiers | null {
  let stronger = false
  for (const field of STRENGTH) {
    const value = fields[field]
    if (value === undefined || !draft.policy.identifyBy.includes(field)) continue
    // Where addresses may be shared, one beside a name that nobody has belongs to somebody new.
    if (field === 'email' && stronger && draft.policy.allowDuplicateEmails) return null
    if (state.users.having(field, value).length > 0) return { [field]: value }
    stronger = true
  }
  return null
}

const STRENGTH = ['username', 'idnumber', 'email'] as const

function create(values: UserValues, state: UserState, draft: Draft): Outcome {
  const clash = clashes(values, null, state, draft)
  if (clash !== null) return clash
  createUser(values, state, draft)
  return draft.outcome('created')
}

/** Makes a user whose values were judged, with the site's defaults for the others, and welcomes them. */
export function createUser(values: UserValues, state: UserState, draft: Draft): User {
  const { facts } = state
  const user: User = {
    id: state.newId(),
    username: values.username!,
    email: values.email ?? '',
    idnumber: values.idnumber ?? '',
    firstname: values.firstname ?? '',
    lastname: values.lastname ?? '',
    city: values.city ?? '',
    country: values.country ?? '',
    auth: values.auth ?? 'manual',
    lang: values.lang ?? facts.defaultLang,
    timezone: values.timezone ?? facts.forcedTimezone ?? facts.timezone,
    theme: values.theme ?? '',
    description: values.description ?? '',
    institution: values.institution ?? '',
    department: values.department ?? '',
    maildigest: values.maildigest ?? 0,
    autosubscribe: values.autosubscribe ?? true,
    trackforums: values.trackforums ?? false,
    suspended: values.suspended ?? false,
    forcePasswordChange: values.forcePasswordChange ?? false,
    passwordHash: values.password === undefined ? '' : draft.passwords.hash(values.password),
    profile: values.profile ?? {},
    more: withMore({}, values.more),
  }
  state.users.put(user)
  draft.change('user', null, user)
  welcomeMail(user, facts, draft)
  return user
}

function update(
  by: Identifiers,
  apart: boolean,
  values: UserValues,
  state: UserState,
  draft: Draft,
): Outcome {
  const found = find(by, apart, state, draft)
  if (isOutcome(found)) return found
  const clash = clashes(values, found, state, draft)
  if (clash !== null) return clash

  const { password, profile, more, ...plain } = values
  const after: User = {
    ...found,
    ...plain,
    profile: profile === undefined ? found.profile : { ...found.profile, ...profile },
    more: withMore(found.more, more),
    ...(password !== undefined &&
      !draft.passwords.matches(password, found.passwordHash) && {
        passwordHash: draft.passwords.hash(password),
      }),
  }
  if (sameUser(found, after)) return draft.outcome('unchanged', finding('RB-2017'))
  replaceUser(found, after, state, draft)
  return draft.outcome('updated')
}

function remove(by: Identifiers, apart: boolean, state: UserState, draft: Draft): Outcome {
  const found = find(by, apart, state, draft)
  return isOutcome(found) ? found : removeUser(found, state, draft)
}

export function removeUser(found: User, state: UserState, draft: Draft): Outcome {
  state.users.remove(found.id)
  draft.change('user', found, null)
  forget(found, draft)
  forgetPlaces(found, draft)
  return draft.outcome('deleted')
}

function suspend(by: Identifiers, apart: boolean, state: UserState, draft: Draft): Outcome {
  const found = find(by, apart, state, draft)
  if (isOutcome(found)) return found
  if (found.suspended) return draft.outcome('unchanged', finding('RB-2017'))
  replaceUser(found, { ...found, suspended: true }, state, draft)
  return draft.outcome('suspended')
}

function find(by: Identifiers, apart: boolean, state: UserState, draft: Draft): User | Outcome {
  return findPerson(by, state.users, (field) => draft.label('user', apart ? `user_${field}` : field), draft)
}

/** Data Hub rule U-7: all clashing values are named together. */
function clashes(values: UserValues, self: User | null, state: UserState, draft: Draft): Outcome | null {
  const isTaken = (field: IdentifyingField) => {
    const value = values[field]
    if (value === undefined || value === '') return false
    if (field === 'email' && draft.policy.allowDuplicateEmails) return false
    return state.users.having(field, value).some((id) => id !== self?.id)
  }
  if (!IDENTIFYING_FIELDS.some(isTaken)) return null
  const taken = IDENTIFYING_FIELDS.filter(isTaken)
  return draft.refuse(
    'RB-2014',
    naming(taken, values, (field) => draft.label('user', field)),
  )
}

export function replaceUser(before: User, after: User, state: UserState, draft: Draft): void {
  state.users.put(after)
  draft.change('user', before, after)
  forget(before, draft)
  // Records of the enrolment file that name the person by a value that is no longer theirs must be judged anew; they
  // may name a stronger one besides, which is their key.
  if (IDENTIFYING_FIELDS.every((field) => before[field] === after[field])) return
  forgetPlaces(before, draft)
}

function forget(user: User, draft: Draft): void {
  for (const key of personKeys(user)) draft.forgetKey('user', key)
}

export function sameUser(a: User, b: User): boolean {
  for (const field of Object.keys(a) as (keyof User)[]) {
    if (field !== 'profile' && field !== 'more' && a[field] !== b[field]) return false
  }
  if (!sameMore(a.more, b.more)) return false
  return Object.keys(b.profile).every((name) => a.profile[name] === b.profile[name])
}

/** Records of what the person does in courses: their keys begin with the person. */
function forgetPlaces(user: User, draft: Draft): void {
  for (const key of personKeys(user)) {
    draft.forgetKey('enrolment', key + SEPARATOR, true)
    draft.forgetKey('activity', key + SEPARATOR, true)
  }
}
