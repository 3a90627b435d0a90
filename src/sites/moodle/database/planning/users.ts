import type { User } from '../../../../domain/entities.ts'
import { MORE_USER_FIELDS } from '../../../../domain/more-fields.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, column, joined, sql, table } from '../../../../transport/moodle-db/sql.ts'
import type { OwnFacts } from '../../own.ts'
import { type Row, text } from '../../read/rows.ts'
import { type UserField, userOf } from '../../read/users.ts'
import { NO_COUNTRY } from '../learners.ts'
import { MORE_COLUMNS, TAGS } from './tables.ts'

/** Values of one statement. */
const PAGE = 1000

interface UserRow extends Row {
  readonly id: number
}

const MORE = joined(
  MORE_COLUMNS.map((name) => sql`u.${column(name)}`),
  ', ',
)

/** Live users by one field. Databases that pass over case and accents find more, so the values are compared again. */
export async function usersIn(
  picture: Picture,
  field: UserField,
  values: readonly string[],
  own: OwnFacts,
): Promise<User[]> {
  const wanted = [...new Set(values.filter((value) => value !== ''))]
  const users: User[] = []
  for (let at = 0; at < wanted.length; at += PAGE) {
    const page = wanted.slice(at, at + PAGE)
    const rows = await picture.rows<UserRow>(
      sql`select u.id, u.username, u.email, u.idnumber, u.firstname, u.lastname, u.city, u.country, u.auth,
            u.lang, u.timezone, u.theme, u.description, u.institution, u.department, u.suspended, ${MORE}
          from ${table('user')} u
          where u.${column(field)} ${among(field === 'id' ? page.map(Number) : page)} and u.deleted = 0`,
    )
    const exact = new Set(page)
    const found = rows.filter((row) => exact.has(String(row[field])))
    const ids = found.map(({ id }) => id)
    const profiles = await customFields(picture, ids, own)
    const interests = await interestsOf(picture, ids)
    users.push(
      ...found.map((row) => {
        const country = row['country'] === NO_COUNTRY ? '' : row['country']
        const user = userOf({ ...row, country, customfields: profiles(row.id) }, own)
        return { ...user, more: moreOf({ ...row, [TAGS]: interests.get(row.id) ?? '' }) }
      }),
    )
  }
  return users
}

/** As web services answer them: those that are not empty, with the default for whoever has no value. */
async function customFields(
  picture: Picture,
  userIds: readonly number[],
  { profileFields }: OwnFacts,
): Promise<(userId: number) => Row[]> {
  if (profileFields.length === 0 || userIds.length === 0) return () => []
  const fields = await picture.rows<{ id: number; shortname: string; defaultdata: string | null }>(
    sql`select f.id, f.shortname, f.defaultdata from ${table('user_info_field')} f`,
  )
  const data = await picture.rows<{ userid: number; fieldid: number; data: string }>(
    sql`select d.userid, d.fieldid, d.data from ${table('user_info_data')} d where d.userid ${among(userIds)}`,
  )
  const values = new Map(data.map((row) => [`${row.userid}:${row.fieldid}`, row.data]))
  return (userId) =>
    fields
      .map(({ id, shortname, defaultdata }) => {
        return { shortname, value: values.get(`${userId}:${id}`) ?? defaultdata ?? '' }
      })
      .filter(({ value }) => value !== '')
}

function moreOf(row: Row): User['more'] {
  const told = MORE_USER_FIELDS.map((field) => [field, text(row, field)] as const)
  return Object.fromEntries(told.filter(([, value]) => value !== ''))
}

/** As web services answer them. */
async function interestsOf(picture: Picture, userIds: readonly number[]): Promise<Map<number, string>> {
  const rows = await picture.rows<{ itemid: number; rawname: string }>(
    sql`select i.itemid, t.rawname from ${table('tag_instance')} i join ${table('tag')} t on t.id = i.tagid
        where i.component = 'core' and i.itemtype = 'user' and i.itemid ${among(userIds)}
        order by i.ordering, t.id`,
  )
  const names = Map.groupBy(rows, ({ itemid }) => itemid)
  return new Map([...names].map(([id, tags]) => [id, tags.map(({ rawname }) => rawname).join(', ')]))
}
