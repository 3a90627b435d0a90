import { IDENTIFYING_FIELDS, type UserField } from '../../domain/action.ts'
import type { User } from '../../domain/entities.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { isMoreUserField } from '../../domain/more-fields.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { UserState } from '../../domain/site-state.ts'
import type { AccountSync, NewPassword } from '../../domain/sync-action.ts'
import { keepsPasswords } from '../../domain/values/auth.ts'
import { passwordProblems } from '../../domain/values/passwords.ts'
import { isOutcome, tooLong } from '../checks.ts'
import type { Draft } from '../draft.ts'
import { emptied } from '../emptied.ts'
import { naming as namingAll } from '../find-person.ts'
import { withMore } from '../more-values.ts'
import { type UserFields as Fields, readUserValues, type UserValues } from '../user-values.ts'
import { createUser, replaceUser, sameUser, USER_LIMITS } from '../users.ts'
import { carryOutParts } from './account-parts.ts'
import { withoutRefused } from './left-out.ts'
import { left, naming } from './naming.ts'
import { together } from './together.ts'
import { withoutUnwritable } from './unwritable.ts'

/** Makes a new account, and carries out the parts for it. `note` is said besides. */
export function makeAccount(action: AccountSync, state: UserState, draft: Draft, note?: Finding): Outcome {
  const fields: Fields = { ...action.whenNew, ...action.values, [action.by.field]: action.by.value }
  const lacking = draft.policy.required.user.filter((field) => fields[field as UserField] === undefined)
  if (lacking.length > 0) {
    const field = lacking.map((one) => draft.label('user', one)).join(', ')
    return draft.refuse('RB-2412', { ...naming('user', action.by, draft), field })
  }
  const profile = { ...action.profileWhenNew, ...action.profile }
  const read = readValues(fields, profile, { ...action, erase: [] }, null, state, draft)
  if (isOutcome(read)) return read
  const { values, notices } = read
  const password = keepsPasswords(values.auth ?? 'manual') ? action.password : undefined
  if (password === undefined && action.needsPassword === true) {
    return draft.refuse('RB-2001', { field: draft.label('user', 'password') })
  }
  const user = createUser(
    {
      ...values,
      ...(action.suspended !== undefined && { suspended: action.suspended }),
      ...(password !== undefined && { password: password.text, ...mustChange(password, state) }),
    },
    state,
    draft,
  )
  return withParts('created', action, user, notices, state, draft, note)
}

/**
 * Writes a known account: `besides` first (a new name, a link), then the values as `ifKnown` says, then the parts. The
 * outcome is `suspended` where an active user is suspended.
 */
export function writeAccount(
  action: AccountSync,
  found: User,
  besides: Partial<Pick<User, 'username' | 'idnumber'>>,
  state: UserState,
  draft: Draft,
): Outcome {
  const writes = action.ifKnown === 'update' || action.ifKnown === 'fill'
  const supplied = writes ? action.values : {}
  const fields: Fields = action.ifKnown === 'fill' ? onlyEmpty(supplied, found) : supplied
  const profile = writes ? action.profile : undefined
  const asked = { ...action, erase: writes ? (action.erase ?? []) : [] }
  const read = readValues({ ...fields, ...besides }, profile ?? {}, asked, found, state, draft)
  if (isOutcome(read)) return read
  const { values, erase, notices } = read
  const { profile: read1 = {}, more, ...plain } = values
  const newProfile =
    action.ifKnown === 'fill' ? onlyEmptyProfile(read1, found) : withoutEmptied(read1, found, state)
  const auth = plain.auth ?? found.auth
  const password =
    action.password?.for === 'newAndKnown' && keepsPasswords(auth) ? action.password : undefined
  const after: User = {
    ...found,
    ...plain,
    ...emptied(erase.filter((field) => !isMoreUserField(field))),
    profile: Object.keys(newProfile).length === 0 ? found.profile : { ...found.profile, ...newProfile },
    more: withMore(found.more, more, erase.filter(isMoreUserField)),
    ...(action.suspended !== undefined && { suspended: action.suspended }),
    ...(password !== undefined && newPassword(password, found, state, draft)),
    // What once opened the account must not open it again when the method is changed back.
    ...(auth !== found.auth && !keepsPasswords(auth) && { passwordHash: '' }),
  }
  if (sameUser(found, after)) {
    return withParts('unchanged', action, found, notices, state, draft)
  }
  replaceUser(found, after, state, draft)
  const word = after.suspended && !found.suspended ? 'suspended' : 'updated'
  return withParts(word, action, after, notices, state, draft)
}

function withParts(
  word: 'created' | 'updated' | 'suspended' | 'unchanged',
  { by, parts = [], ifKnown, whyKnown }: AccountSync,
  user: User,
  notices: readonly Finding[],
  state: UserState,
  draft: Draft,
  note?: Finding,
): Outcome {
  const before = draft.operations.length
  const undone = carryOutParts(parts, user, state, draft)
  const told = together(note, [...notices, ...undone.problems])
  const outcome = word === 'unchanged' && draft.operations.length > before ? 'updated' : word
  if (told !== undefined) {
    const one = draft.outcome(outcome, told)
    return undone.lacking.length === 0 ? one : { ...one, lacking: undone.lacking }
  }
  if (outcome !== 'unchanged') return draft.outcome(outcome)
  if (ifKnown !== 'partsOnly') return draft.outcome(outcome, finding('RB-2017'))
  return left(whyKnown, naming('user', by, draft), draft)
}

interface Read {
  readonly values: UserValues
  readonly erase: NonNullable<AccountSync['erase']>
  /** Of values that were left out. */
  readonly notices: readonly Finding[]
}

/** Reads and judges values for a new user, or for one who was found; the first bad one refuses the record. */
function readValues(
  fields: Fields,
  profile: Readonly<Record<string, string>>,
  { lenient = [], erase: asked }: Pick<AccountSync, 'lenient'> & Pick<Read, 'erase'>,
  found: User | null,
  state: UserState,
  draft: Draft,
): Read | Outcome {
  const verb = found === null ? 'create' : 'update'
  const writable = withoutUnwritable('user', fields, asked, state.isUnwritable, draft)
  const { erase } = writable
  const { kept, notices: refused } = withoutRefused(writable.kept, lenient, (alone) =>
    readUserValues(verb, alone, undefined, state, draft),
  )
  const notices = [...writable.notices, ...refused]
  const long = tooLong('user', kept, USER_LIMITS, draft)
  if (long !== null) return long
  const { username } = kept
  if (username !== undefined && username !== found?.username && !USERNAME.test(username)) {
    return draft.refuse('RB-2404', { field: draft.label('user', 'username'), value: username })
  }
  const values = readUserValues(verb, kept, profile, state, draft)
  if (isOutcome(values)) return values
  const clash = clashes(values, found, state, draft)
  if (clash !== null) return clash
  return { values, erase, notices }
}

/** Those of Moodle, and capital letters: some directories have them. */
const USERNAME = /^[A-Za-z0-9._@-]+$/

/** Names and addresses of others; a user name also in small letters, which is how other formats write it. */
function clashes(values: UserValues, self: User | null, state: UserState, draft: Draft): Outcome | null {
  const taken = IDENTIFYING_FIELDS.filter((field) => {
    const value = values[field]
    if (value === undefined || value === self?.[field]) return false
    if (field === 'email' && draft.policy.allowDuplicateEmails) return false
    const ids = [...state.users.having(field, value)]
    if (field === 'username') ids.push(...state.users.having(field, value.toLowerCase()))
    return ids.some((id) => id !== self?.id)
  })
  if (taken.length === 0) return null
  return draft.refuse(
    'RB-2014',
    namingAll(taken, values, (field) => draft.label('user', field)),
  )
}

function onlyEmpty(values: Fields, found: User): Fields {
  return Object.fromEntries(
    Object.entries(values).filter(([field]) =>
      isMoreUserField(field) ? found.more[field] === undefined : found[field as keyof User] === '',
    ),
  )
}

function onlyEmptyProfile(
  values: Readonly<Record<string, string>>,
  found: User,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => (found.profile[name] ?? '') === ''))
}

/** A field that has no value and no default is empty already. */
function withoutEmptied(
  values: Readonly<Record<string, string>>,
  found: User,
  { profileFields }: UserState,
): Readonly<Record<string, string>> {
  const isEmpty = (name: string) =>
    (found.profile[name] ?? profileFields.get(name.toLowerCase())?.defaultValue ?? '') === ''
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== '' || !isEmpty(name)))
}

function newPassword(
  password: NewPassword,
  found: User,
  state: UserState,
  draft: Draft,
): Partial<Pick<User, 'passwordHash' | 'forcePasswordChange'>> {
  if (draft.passwords.matches(password.text, found.passwordHash)) return {}
  return { passwordHash: draft.passwords.hash(password.text), ...mustChange(password, state) }
}

function mustChange(
  { text, mustChange: rule }: NewPassword,
  { facts }: UserState,
): { forcePasswordChange?: boolean } {
  if (rule === 'never') return {}
  const weak = rule === 'ifWeak' && passwordProblems(text, facts.passwordPolicy).length > 0
  return { forcePasswordChange: rule === 'always' || weak }
}
