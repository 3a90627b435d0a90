import { refusal } from '../../../domain/finding.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../transport/moodle-db/sql.ts'

/** A profile field, with what holds for whoever has no value of their own. */
export interface ProfileDefault {
  readonly id: number
  readonly shortname: string
  readonly value: string
}

/** Short names differ by case, too, which not every database sees: they are compared here. Throws RB-9090. */
export async function profileDefaults(
  picture: Picture,
  shortnames: readonly string[],
): Promise<ProfileDefault[]> {
  if (shortnames.length === 0) return []
  const rows = await picture.rows<{ id: number; shortname: string; defaultdata: string | null }>(
    sql`select f.id, f.shortname, f.defaultdata from ${table('user_info_field')} f order by f.id`,
  )
  return shortnames.map((value) => {
    const row = rows.find(({ shortname }) => shortname === value)
    if (row === undefined) {
      const accepted = rows.map(({ shortname }) => shortname)
      throw refusal('RB-9090', { field: 'profile field', value, accepted })
    }
    return { id: row.id, shortname: row.shortname, value: row.defaultdata ?? '' }
  })
}

/** By account number and field. */
export async function profileValues(
  picture: Picture,
  fields: readonly ProfileDefault[],
  userIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, string>>> {
  const values = new Map<number, Map<number, string>>()
  if (fields.length === 0) return values
  const rows = await picture.rows<{ userid: number; fieldid: number; data: string }>(
    sql`select d.userid, d.fieldid, d.data from ${table('user_info_data')} d
        where d.userid ${among(userIds)} and d.fieldid ${among(fields.map(({ id }) => id))}`,
  )
  for (const { userid, fieldid, data } of rows) {
    values.set(userid, (values.get(userid) ?? new Map()).set(fieldid, data))
  }
  return values
}
