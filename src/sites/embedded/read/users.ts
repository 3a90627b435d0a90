import { type RawBuilder, sql } from 'kysely'
import type { User } from '../../../domain/entities.ts'
import type { Person } from '../../../domain/state/people-index.ts'
import { textArray } from '../../../store/array-literal.ts'
import type { Tx } from '../../../store/store.ts'
import type { PersonNames } from '../../site.ts'

/**
 * Live users by any identifier, in one statement. Each name is an index look-up of its own (the lateral join): a
 * planner that has no statistics yet would otherwise read the whole table for each chunk.
 */
export async function users(tx: Tx, siteId: number, by: PersonNames): Promise<User[]> {
  const ids = idsOf(siteId, by)
  if (ids === null) return []
  const { rows } = await sql<UserRow>`
    select u.* from (${ids}) found
    cross join lateral (
      select id, username, email, idnumber, firstname, lastname, city, country, auth, lang, timezone, theme, description,
        institution, department, maildigest, autosubscribe, trackforums, suspended, force_password_change,
        password_hash, profile, more
      from site_user where site_id = ${siteId} and id = found.id and not deleted limit 1) u`.execute(tx.db)
  return rows.map(userOf)
}

export async function people(tx: Tx, siteId: number, by: PersonNames): Promise<Person[]> {
  const ids = idsOf(siteId, by)
  if (ids === null) return []
  const { rows } = await sql<Person>`
    select u.* from (${ids}) found
    cross join lateral (
      select id, username, email, idnumber, firstname, lastname
      from site_user where site_id = ${siteId} and id = found.id and not deleted limit 1) u`.execute(tx.db)
  return rows
}

function idsOf(siteId: number, by: PersonNames): RawBuilder<unknown> | null {
  const parts = [
    lookUp(siteId, 'username', by.usernames),
    lookUp(siteId, 'email', by.emails),
    lookUp(siteId, 'idnumber', by.idnumbers),
    by.ids === undefined || by.ids.length === 0 ? null : sql`select unnest(${by.ids}::bigint[]) as id`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : sql.join(parts, sql` union `)
}

function lookUp(siteId: number, column: string, values: readonly string[]): RawBuilder<unknown> | null {
  if (values.length === 0) return null
  // An empty id number is no identifier; saying so lets the partial index serve.
  const given = column === 'idnumber' ? sql` and idnumber <> ''` : sql``
  return sql`select hit.id from unnest(${textArray(values)}::text[]) name cross join lateral (
    select id from site_user
    where site_id = ${siteId} and not deleted and ${sql.ref(column)} = name${given} offset 0) hit`
}

export interface UserRow {
  id: number
  username: string
  email: string
  idnumber: string
  firstname: string
  lastname: string
  city: string
  country: string
  auth: string
  lang: string
  timezone: string
  theme: string
  description: string
  institution: string
  department: string
  maildigest: number
  autosubscribe: boolean
  trackforums: boolean
  suspended: boolean
  force_password_change: boolean
  password_hash: string
  profile: Record<string, string>
  more: User['more']
}

export function userOf({ force_password_change, password_hash, ...row }: UserRow): User {
  return { ...row, forcePasswordChange: force_password_change, passwordHash: password_hash }
}
