import type { Learner } from '../../../domain/activity.ts'
import { refusal } from '../../../domain/finding.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, column, joined, sql, table } from '../../../transport/moodle-db/sql.ts'
import type { AskedOfPeople } from '../../roster.ts'
import { type ProfileDefault, profileDefaults, profileValues } from './profile-values.ts'
import type { Schema, Tables } from './schema.ts'
import type { SiteConfig } from './site-config.ts'

/** Fields of the account that may be told. The list is what keeps passwords and secrets out, whatever is asked for. */
export const ACCOUNT_FIELDS = [
  'username',
  'idnumber',
  'email',
  'firstname',
  'lastname',
  'middlename',
  'alternatename',
  'firstnamephonetic',
  'lastnamephonetic',
  'institution',
  'department',
  'address',
  'city',
  'country',
  'phone1',
  'phone2',
  'lang',
  'timezone',
  'auth',
] as const

/** What Moodle stores for a country that it does not know, and does not tell. */
export const NO_COUNTRY = '0'

export const LEARNER_TABLES: Tables = {
  user: ['id', 'username', 'idnumber', 'email', 'suspended', 'deleted', 'confirmed', 'mnethostid'],
  user_info_field: ['id', 'shortname', 'defaultdata'],
  user_info_data: ['userid', 'fieldid', 'data'],
  cohort: ['id', 'idnumber'],
  cohort_members: ['cohortid', 'userid'],
}

/** The people of a batch, by account number. Who is never sent (outbound rule O-51) is not among them. */
export type FindLearners = (userIds: readonly number[]) => Promise<ReadonlyMap<number, Learner>>

interface UserRow extends Readonly<Record<string, string | number | null>> {
  readonly id: number
  readonly username: string
  readonly idnumber: string
  readonly email: string
  readonly suspended: number
}

/** Throws RB-9090 for a field that the site does not have: a filter by it would let through what it should not. */
export async function learnersOf(
  picture: Picture,
  schema: Schema,
  config: SiteConfig,
  question: AskedOfPeople,
): Promise<FindLearners> {
  const fields = accountFields(schema, question.accountFields)
  const defaults = await profileDefaults(picture, question.profileFields)
  return async (given) => {
    const userIds = [...new Set(given)]
    const users = await usersOf(picture, config, fields, userIds)
    const profiles = await profileValues(picture, defaults, userIds)
    const cohorts = question.cohorts ? await cohortsOf(picture, userIds) : new Map<number, string[]>()
    return new Map(
      users.map((row) => [row.id, learner(row, fields, defaults, profiles.get(row.id), cohorts.get(row.id))]),
    )
  }
}

function accountFields(schema: Schema, asked: readonly string[]): readonly string[] {
  const accepted = ACCOUNT_FIELDS.filter((name) => schema.has('user', name))
  for (const value of asked) {
    if (!(accepted as readonly string[]).includes(value)) {
      throw refusal('RB-9090', { field: 'field of the account', value, accepted })
    }
  }
  return asked
}

function usersOf(
  picture: Picture,
  { guestId, localHostId }: SiteConfig,
  fields: readonly string[],
  userIds: readonly number[],
): Promise<UserRow[]> {
  const names = new Set(['id', 'username', 'idnumber', 'email', 'suspended', ...fields])
  const columns = joined(
    [...names].map((name) => sql`u.${column(name)}`),
    ', ',
  )
  return picture.rows<UserRow>(
    sql`select ${columns} from ${table('user')} u
        where u.id ${among(userIds)} and u.deleted = 0 and u.confirmed = 1
          and u.mnethostid = ${localHostId} and u.id <> ${guestId}`,
  )
}

async function cohortsOf(picture: Picture, userIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await picture.rows<{ userid: number; idnumber: string }>(
    sql`select m.userid, c.idnumber from ${table('cohort_members')} m
        join ${table('cohort')} c on c.id = m.cohortid
        where m.userid ${among(userIds)} and c.idnumber <> '' order by c.id`,
  )
  const cohorts = new Map<number, string[]>()
  for (const { userid, idnumber } of rows) cohorts.set(userid, [...(cohorts.get(userid) ?? []), idnumber])
  return cohorts
}

function learner(
  row: UserRow,
  fields: readonly string[],
  defaults: readonly ProfileDefault[],
  profile: ReadonlyMap<number, string> = new Map(),
  cohorts: readonly string[] = [],
): Learner {
  return {
    id: row.id,
    username: row.username,
    idnumber: row.idnumber,
    email: row.email,
    suspended: row.suspended === 1,
    account: Object.fromEntries(fields.map((name) => [name, fieldOf(row, name)])),
    profile: Object.fromEntries(
      defaults.map(({ id, shortname, value }) => [shortname, profile.get(id) ?? value]),
    ),
    cohorts,
  }
}

function fieldOf(row: UserRow, name: string): string {
  const value = String(row[name] ?? '')
  return name === 'country' && value === NO_COUNTRY ? '' : value
}
