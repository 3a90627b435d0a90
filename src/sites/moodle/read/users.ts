import type { User } from '../../../domain/entities.ts'
import { refusal } from '../../../domain/finding.ts'
import { today } from '../../../domain/values/dates.ts'
import { needOf } from '../../../transport/moodle-ws/check/needs.ts'
import { viewsLackedFor } from '../../../transport/moodle-ws/check/probes.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { OwnFacts } from '../own.ts'
import { moreOfUser } from './more.ts'
import { inPages } from './pages.ts'
import { flag, type Row, readRows, rowsIn, text, whole } from './rows.ts'

export type UserField = 'id' | 'username' | 'email' | 'idnumber'

/**
 * Users by one field. Databases that pass over case and accents find more, so the values are compared again.
 *
 * @throws RollbookError RB-9042 when the account does not see the whole of them: what it does not see would be written
 *   anew each time
 */
export async function usersBy(ws: MoodleWs, field: UserField, values: readonly string[]): Promise<Row[]> {
  const wanted = new Set(values.filter((value) => value !== ''))
  const found = await inPages(ws, [...wanted], (page) =>
    readRows(ws, 'core_user_get_users_by_field', { field, values: page }),
  )
  for (const row of found) {
    const [capability] = viewsLackedFor(row)
    if (capability !== undefined) throw refusal('RB-9042', { ...needOf(capability), capability })
  }
  return found.filter((row) => wanted.has(text(row, field)) && !isDeleted(row))
}

/** Looked up by id a deleted user still answers; the address has become a hash. */
function isDeleted(row: Row): boolean {
  return /^[0-9a-f]{32}$/.test(text(row, 'email'))
}

/** Moodle's sign for "as the site has it". */
export const SITE_ZONE = '99'

export function userOf(row: Row, { facts, profileFields }: OwnFacts): User {
  const zone = text(row, 'timezone')
  return {
    id: whole(row, 'id'),
    username: text(row, 'username'),
    email: text(row, 'email'),
    idnumber: text(row, 'idnumber'),
    firstname: text(row, 'firstname'),
    lastname: text(row, 'lastname'),
    city: text(row, 'city'),
    country: text(row, 'country'),
    auth: text(row, 'auth'),
    lang: text(row, 'lang'),
    timezone: zone === SITE_ZONE || zone === '' ? (facts.forcedTimezone ?? facts.timezone) : zone,
    theme: text(row, 'theme'),
    description: text(row, 'description'),
    institution: text(row, 'institution'),
    department: text(row, 'department'),
    ...UNREAD,
    suspended: flag(row, 'suspended'),
    profile: Object.fromEntries(
      rowsIn(row, 'customfields').flatMap((one): [string, string][] => {
        const field = profileFields.find(({ shortname }) => shortname === text(one, 'shortname'))
        if (field === undefined) return []
        const value = text(one, 'value')
        const isDay = field.type === 'datetime' && /^\d+$/.test(value)
        return [[field.shortname, isDay ? today(Number(value) * 1000, facts.timezone) : value]]
      }),
    ),
    more: moreOfUser(row),
  }
}

/** What no look-up tells (`cannot-read.ts`): what planning gives new users. */
export const UNREAD = {
  maildigest: 0,
  autosubscribe: true,
  trackforums: false,
  forcePasswordChange: false,
  passwordHash: '',
} as const satisfies Partial<User>
