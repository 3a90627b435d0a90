import { sql } from 'kysely'
import type { ActivityKind } from '../../../domain/activity-entities.ts'
import type { Entities } from '../../../domain/entities.ts'
import type { Tx } from '../../../store/store.ts'
import { TABLES, type TableOf } from '../tables.ts'

/** Those rows of a kind that have the key of any of these, each looked up by index. */
export async function activities<K extends ActivityKind>(
  tx: Tx,
  siteId: number,
  kind: K,
  like: readonly Entities[K][],
): Promise<Entities[K][]> {
  if (like.length === 0) return []
  const { table, columns, key } = TABLES[kind] as TableOf<K>
  const keys = columns.filter(({ name }) => key.includes(name))
  const lists = keys.map(({ type, value }) => sql`${like.map((entity) => value(entity))}::${sql.raw(type)}[]`)
  const names = sql.join(keys.map(({ name }) => sql.ref(name)))
  const same = keys.map(({ name }) => sql`t.${sql.ref(name)} = wanted.${sql.ref(name)}`)
  const { rows } = await sql<Record<string, unknown>>`
    select found.* from unnest(${sql.join(lists)}) wanted (${names})
    cross join lateral (
      select ${sql.join(columns.map(({ name }) => sql.ref(`t.${name}`)))} from ${sql.table(table)} t
      where t.site_id = ${siteId} and ${sql.join(same, sql` and `)} limit 1) found`.execute(tx.db)
  return rows.map((row) => entityOf(row) as Entities[K])
}

function entityOf(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value instanceof Date ? value.getTime() : value,
    ]),
  )
}
