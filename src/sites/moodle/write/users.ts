import type { User } from '../../../domain/entities.ts'
import { type Finding, finding } from '../../../domain/finding.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import { ACCOUNT_PASSWORD } from '../../../domain/sealer.ts'
import { keepsPasswords } from '../../../domain/values/auth.ts'
import { midnight } from '../../../domain/values/dates.ts'
import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'
import type { OwnFacts } from '../own.ts'
import { text, whole } from '../read/rows.ts'
import { SITE_ZONE, UNREAD, usersBy } from '../read/users.ts'
import { holds } from './compare.ts'
import { moreParameters } from './more.ts'
import { type Change, seenIf, send, type Way, type Writer, type Writing, type Written } from './writing.ts'

type Fields = Record<string, ParameterValue>

/** Fields that no function sets. */
const NEVER_WRITTEN = ['maildigest', 'autosubscribe', 'trackforums'] as const
/** Sent as they are, under the same name. */
const PLAIN = [
  'username',
  'firstname',
  'lastname',
  'email',
  'auth',
  'idnumber',
  'city',
  'country',
  'lang',
  'theme',
  'description',
  'institution',
  'department',
] as const
/** What every call of `core_user_create_users` must have; the others are left to the site when they are empty. */
const ALWAYS: ReadonlySet<string> = new Set(['username', 'firstname', 'lastname', 'email', 'auth'])

export const userWriter: Writer<'user'> = {
  impossible({ before, after }: OperationOf<'user'>): Finding | null {
    if (after === null) return null
    const from = before ?? UNREAD
    const field = NEVER_WRITTEN.find((name) => from[name] !== after[name])
    if (field !== undefined) return finding('RB-9060', { field, value: String(after[field]) })
    const forced = before !== null && after.forcePasswordChange && !before.forcePasswordChange
    return forced ? finding('RB-9061', { field: 'password' }) : null
  },

  async create(writing, changes) {
    const made = await send(writing, 'core_user_create_users', changes, newUsers(writing))
    const suspended = changes.flatMap((change, at) => {
      const written = made[at]!
      return change.entity.suspended && written.done ? [{ at, id: written.id! }] : []
    })
    const ended = await send(writing, 'core_user_update_users', suspended, {
      parameters: ({ id }) => ({ id, suspended: true }),
      keys: ({ id }) => [`user:${id}`],
      look: (some) => lookAtChanges(writing, some, () => ({ suspended: true })),
    })
    return made.map((written, at) => {
      const second = ended[suspended.findIndex((one) => one.at === at)]
      return second === undefined || second.done ? written : { ...written, note: second.finding }
    })
  },

  async update(writing, changes) {
    const parameters = ({ operation, entity }: Change<'user'>) =>
      changedFields(operation.before!, entity, writing)
    const sendable = changes.filter((change) => Object.keys(parameters(change)).length > 0)
    const sent = await send(writing, 'core_user_update_users', sendable, {
      parameters: (change) => ({ id: change.entity.id, ...parameters(change) }),
      keys: ({ entity }) => [`user:${entity.id}`],
      look: (some) =>
        lookAtChanges(
          writing,
          some.map((change) => ({ change, id: change.entity.id })),
          ({ change }) => parameters(change),
        ),
    })
    return changes.map((change): Written => sent[sendable.indexOf(change)] ?? { done: true, id: null })
  },

  end(writing, changes) {
    return send(writing, 'core_user_delete_users', changes, {
      parameters: ({ entity }) => entity.id,
      keys: ({ entity }) => [`user:${entity.id}`],
      async look(some) {
        const rows = await rowsById(
          writing,
          some.map(({ entity }) => entity.id),
        )
        // The row of a deleted user stays, under another user name.
        return some.map(({ entity }) => seenIf(textOf(rows.get(entity.id), 'username') !== entity.username))
      },
    })
  },
}

function newUsers(writing: Writing): Way<Change<'user'>> {
  const { own } = writing.site
  return {
    parameters: ({ entity }) => newFields(entity, writing),
    keys: ({ entity }) => [`user:${entity.username}`],
    async look(some) {
      const rows = await usersBy(
        writing.site.ws,
        'username',
        some.map(({ entity }) => entity.username),
      )
      return some.map(({ entity }) => {
        const row = rows.find((one) => text(one, 'username') === entity.username)
        const isOurs = row !== undefined && text(row, 'email').toLowerCase() === entity.email.toLowerCase()
        return isOurs ? { done: true, id: whole(row, 'id') } : { done: false }
      })
    },
  }

  function newFields(user: User, { sealer }: Writing): Fields {
    const fields: Fields = {}
    for (const name of PLAIN) {
      if (ALWAYS.has(name) || (user[name] !== '' && !isDefault(name, user[name], own)))
        fields[name] = user[name]
    }
    const zone = zoneOf(user, own)
    if (zone !== SITE_ZONE) fields['timezone'] = zone
    Object.assign(fields, moreParameters({}, user.more))
    if (Object.keys(user.profile).length > 0) fields['customfields'] = profileFields(user.profile, own)
    if (keepsPasswords(user.auth)) {
      // Without a password of its own Moodle makes one and mails it, and has it changed at the first sign-in.
      if (user.passwordHash === '') fields['createpassword'] = true
      else fields['password'] = sealer.open(user.passwordHash, ACCOUNT_PASSWORD)
    }
    return fields
  }
}

function changedFields(before: User, after: User, { site: { own }, sealer }: Writing): Fields {
  const fields: Fields = {}
  for (const name of PLAIN) if (before[name] !== after[name]) fields[name] = after[name]
  if (before.timezone !== after.timezone) fields['timezone'] = zoneOf(after, own)
  Object.assign(fields, moreParameters(before.more, after.more))
  if (before.suspended !== after.suspended) fields['suspended'] = after.suspended
  const profile = Object.entries(after.profile).filter(([name, value]) => before.profile[name] !== value)
  if (profile.length > 0) fields['customfields'] = profileFields(Object.fromEntries(profile), own)
  if (before.passwordHash !== after.passwordHash && keepsPasswords(after.auth)) {
    fields['password'] = sealer.open(after.passwordHash, ACCOUNT_PASSWORD)
  }
  return fields
}

function isDefault(name: string, value: string, { facts }: OwnFacts): boolean {
  return name === 'lang' && value === facts.defaultLang
}

function zoneOf({ timezone }: User, { facts }: OwnFacts): string {
  return timezone === (facts.forcedTimezone ?? facts.timezone) ? SITE_ZONE : timezone
}

/** In requests `type` is the short name of the field; days are kept as seconds since 1970. */
function profileFields(
  profile: User['profile'],
  { facts, profileFields: known }: OwnFacts,
): ParameterValue[] {
  return Object.entries(profile).map(([type, value]) => {
    const isDay = known.some((field) => field.shortname === type && field.type === 'datetime')
    return { type, value: isDay && value !== '' ? String(midnight(value, facts.timezone) / 1000) : value }
  })
}

async function lookAtChanges<T extends { readonly id: number }>(
  writing: Writing,
  some: readonly T[],
  fields: (one: T) => Fields,
) {
  const rows = await rowsById(
    writing,
    some.map(({ id }) => id),
  )
  return some.map((one) => {
    const row = rows.get(one.id)
    return seenIf(row !== undefined && holds(row, fields(one)))
  })
}

async function rowsById({ site }: Writing, ids: readonly number[]) {
  const rows = await usersBy(site.ws, 'id', ids.map(String))
  return new Map(rows.map((row) => [whole(row, 'id'), row]))
}

function textOf(row: Parameters<typeof text>[0] | undefined, name: string): string {
  return row === undefined ? '' : text(row, name)
}
