import type { UserAction } from '../domain/action.ts'
import type { User } from '../domain/entities.ts'
import type { MoreUserField } from '../domain/more-fields.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { UserState } from '../domain/site-state.ts'
import { countryCode } from '../domain/values/countries.ts'
import { isEmail } from '../domain/values/email.ts'
import { CHANGEME, passwordProblems } from '../domain/values/passwords.ts'
import { isTimezone } from '../domain/values/timezones.ts'
import { isOutcome, notOneOf, readFlag } from './checks.ts'
import type { Draft } from './draft.ts'
import { readMore } from './more-values.ts'
import { readProfile } from './profile-values.ts'

/** The texts of a user record. */
export type UserFields = UserAction['fields'] & Readonly<Partial<Record<MoreUserField, string>>>

/** The values of a user record, read; those that were not supplied are not there. */
export type UserValues = Partial<Omit<User, 'id' | 'passwordHash'>> & { password?: string }

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const DIGESTS = ['0', '1', '2'] as const

/** Reads and judges the values of a create or update row, in the order of Data Hub rule U-1. */
export function readUserValues(
  verb: 'create' | 'update',
  fields: UserFields,
  profile: UserAction['profile'],
  state: UserState,
  draft: Draft,
): UserValues | Outcome {
  const { facts } = state
  const label = (field: string) => draft.label('user', field)
  const values: Mutable<UserValues> = {}
  for (const field of AS_GIVEN) if (fields[field] !== undefined) values[field] = fields[field]

  if (values.auth !== undefined && !facts.authPlugins.includes(values.auth)) {
    return notOneOf(label('auth'), values.auth, facts.authPlugins, draft)
  }
  if (fields.password !== undefined) {
    const bad = readPassword(fields.password, values, state, draft)
    if (bad !== null) return bad
  }
  // Of an update, an address that an account has is no new one: it finds the account, or clashes.
  const stands = verb === 'update' && state.users.having('email', values.email ?? '').length > 0
  if (values.email !== undefined && !stands && !isEmail(values.email)) {
    return draft.refuse('RB-2004', { field: label('email'), value: values.email })
  }
  if (fields.maildigest !== undefined) {
    if (!(DIGESTS as readonly string[]).includes(fields.maildigest)) {
      return notOneOf(label('maildigest'), fields.maildigest, DIGESTS, draft)
    }
    values.maildigest = Number(fields.maildigest)
  }
  for (const field of EARLY_FLAGS) {
    const text = fields[field]
    if (text === undefined) continue
    if (field === 'trackforums' && !facts.forumTracking) {
      return draft.refuse('RB-2010', { field: label(field), value: text })
    }
    const flag = readFlag(label(field), text, draft)
    if (isOutcome(flag)) return flag
    if (field !== 'screenreader') values[field] = flag
  }
  if (fields.country !== undefined) {
    const code = countryCode(fields.country)
    if (code === null) return draft.refuse('RB-2006', { field: label('country'), value: fields.country })
    values.country = code
  }
  if (values.timezone !== undefined) {
    const parts = { field: label('timezone'), value: values.timezone }
    if (facts.forcedTimezone !== null && values.timezone !== facts.forcedTimezone) {
      return draft.refuse('RB-2008', { ...parts, accepted: facts.forcedTimezone })
    }
    if (!isTimezone(values.timezone)) return draft.refuse('RB-2007', parts)
  }
  if (values.theme !== undefined) {
    if (!facts.userThemesAllowed) {
      return draft.refuse('RB-2009', { field: label('theme'), value: values.theme })
    }
    if (!facts.themes.includes(values.theme))
      return notOneOf(label('theme'), values.theme, facts.themes, draft)
  }
  if (values.lang !== undefined && !facts.languages.includes(values.lang)) {
    return notOneOf(label('lang'), values.lang, facts.languages, draft)
  }
  if (fields.suspended !== undefined) {
    const flag = readFlag(label('suspended'), fields.suspended, draft)
    if (isOutcome(flag)) return flag
    values.suspended = flag
  }
  if (profile !== undefined) {
    const read = readProfile(profile, state.profileFields, draft)
    if (isOutcome(read)) return read
    values.profile = read
  }
  const more = readMore('user', fields, draft)
  if (isOutcome(more)) return more
  if (more !== undefined) values.more = more
  return values
}

const AS_GIVEN = [
  'username',
  'email',
  'idnumber',
  'firstname',
  'lastname',
  'city',
  'auth',
  'timezone',
  'theme',
  'lang',
  'description',
  'institution',
  'department',
] as const

/** `screenreader` is checked and has no effect on present platforms. */
const EARLY_FLAGS = ['autosubscribe', 'trackforums', 'screenreader'] as const

/** Data Hub rule U-8. The finding never holds the password (quirk Q-15). */
function readPassword(
  password: string,
  values: Mutable<UserValues>,
  state: UserState,
  draft: Draft,
): Outcome | null {
  if (password === CHANGEME && !draft.policy.allowChangemePassword) {
    values.forcePasswordChange = true
    return null
  }
  const problems = password === CHANGEME ? [] : passwordProblems(password, state.facts.passwordPolicy)
  if (problems.length > 0) {
    return draft.refuse('RB-2005', { field: draft.label('user', 'password'), accepted: problems.join(', ') })
  }
  values.password = password
  return null
}
