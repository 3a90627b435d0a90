import { type RawBuilder, sql } from 'kysely'
import { refusal } from '../../../domain/finding.ts'
import type { Tx } from '../../../store/store.ts'
import type { ActivityQuestion, PeopleFilter } from '../../activity.ts'
import type { AskedOfPeople } from '../../roster.ts'
import { accountColumn, profileColumn } from './rows.ts'

/** Fields of an account that may be asked for, beside those that every learner has. */
const ACCOUNT_FIELDS: readonly string[] = [
  'username',
  'email',
  'idnumber',
  'firstname',
  'lastname',
  'city',
  'country',
  'auth',
  'lang',
  'timezone',
  'institution',
  'department',
]

const PROFILE = 'profile.'

/** What `String.trim` takes away, for `btrim`. */
const WHITE =
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'

/**
 * Refuses a question about fields that the site does not have: people must not be shown because a filter was misspelled.
 *
 * Throws RB-4501.
 */
export async function checkQuestion(
  { db }: Tx,
  siteId: number,
  { accountFields, profileFields }: AskedOfPeople,
  filters: readonly PeopleFilter[],
): Promise<void> {
  const known = await db
    .selectFrom('site_profile_field')
    .select('shortname')
    .where('site_id', '=', siteId)
    .execute()
  const there = [...ACCOUNT_FIELDS, ...known.map(({ shortname }) => `${PROFILE}${shortname}`)]
  const named = [
    ...accountFields,
    ...profileFields.map((field) => `${PROFILE}${field}`),
    ...filters.map(({ field }) => field).filter((field) => field !== 'cohorts'),
  ]
  const unknown = named.find((field) => !there.includes(field))
  if (unknown !== undefined) throw refusal('RB-4501', { value: unknown, accepted: ACCOUNT_FIELDS })
}

/** The columns of `LearnerRow`, of the user `u`. The question was checked. */
export function learnerColumns(siteId: number, question: ActivityQuestion): RawBuilder<unknown> {
  // A column for each: to take arrays apart takes longer.
  const account = question.accountFields.map(
    (field, index) => sql`, u.${sql.ref(field)} as ${sql.ref(accountColumn(index))}`,
  )
  const profile = question.profileFields.map(
    (field, index) => sql`, ${profileValue(siteId, field)} as ${sql.ref(profileColumn(index))}`,
  )
  const cohorts = question.cohorts ? [sql`, coalesce(ofu.idnumbers, '{}') as cohorts`] : []
  return sql`u.id as user_id, u.username, u.idnumber, u.email, u.suspended${sql.join(
    [sql``, ...account, ...profile, ...cohorts],
    sql``,
  )}`
}

/** Joins the user `u` of the row `a`, if people may be told of that user (outbound rule O-51), with its cohorts. */
export function learnerJoins(siteId: number, { cohorts }: ActivityQuestion): RawBuilder<unknown> {
  const user = sql`join site_user u on u.site_id = a.site_id and u.id = a.user_id
    and not u.deleted and u.confirmed and not u.guest`
  if (!cohorts) return user
  return sql`${user} left join (
    select m.user_id, array_agg(h.idnumber order by h.id) as idnumbers
    from site_cohort_member m join site_cohort h on h.site_id = m.site_id and h.id = m.cohort_id
    where m.site_id = ${siteId} and h.idnumber <> '' group by m.user_id) ofu on ofu.user_id = u.id`
}

/** Outbound rule O-49. */
export function isAmongPeople(siteId: number, people: PeopleFilter | null): RawBuilder<unknown> {
  if (people === null) return sql`true`
  const { field } = people
  const equals = sql`${people.equals.trim()}::text`
  if (field === 'cohorts') {
    return sql`u.id in (
      select m.user_id from site_cohort h
      join site_cohort_member m on m.site_id = h.site_id and m.cohort_id = h.id
      where h.site_id = ${siteId} and h.idnumber <> '' and btrim(h.idnumber, ${WHITE}) = ${equals})`
  }
  const value = field.startsWith(PROFILE)
    ? profileValue(siteId, field.slice(PROFILE.length))
    : sql.ref(`u.${field}`)
  // To look for the value is cheaper than to trim, and most people are others.
  return sql`strpos(${value}, ${equals}) > 0 and btrim(${value}, ${WHITE}) = ${equals}`
}

/** As stored; the default of the field for whoever has none. */
function profileValue(siteId: number, field: string): RawBuilder<unknown> {
  return sql`coalesce(u.profile->>${field}::text, (
    select default_value from site_profile_field where site_id = ${siteId} and shortname = ${field}))`
}
