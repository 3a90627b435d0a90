import { sql } from 'kysely'
import type { EntityKind, User } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import { TABLES } from '../tables.ts'
import { among } from './among.ts'
import { stage } from './stage.ts'
import type { Writes } from './writes.ts'

export function update<K extends EntityKind>(
  writes: Writes,
  siteId: number,
  kind: K,
  operations: readonly OperationOf<K>[],
): void {
  const { table, columns, key } = TABLES[kind]
  const values = columns.filter((column) => !key.includes(column.name))
  if (operations.length === 0 || values.length === 0) return
  if (kind === 'user') freeNames(writes, siteId, operations as readonly OperationOf<'user'>[])
  const staged = stage(writes, kind, operations)
  const set = sql.join(values.map(({ name }) => sql`${sql.ref(name)} = s.${sql.ref(name)}`))
  const same = sql.join(
    key.map((name) => sql`t.${sql.ref(name)} = s.${sql.ref(name)}`),
    sql` and `,
  )
  writes.send(sql`update ${sql.table(table)} t set ${set} from ${sql.table(staged)} s
    where t.site_id = ${siteId} and ${same} and ${among(kind, operations)}`)
}

/**
 * Two people may swap names within a chunk, one record after the other, but an index judges each row of one statement
 * as it is written. So names that change are given up first.
 */
function freeNames(writes: Writes, siteId: number, operations: readonly OperationOf<'user'>[]): void {
  const ids = operations.filter(({ before, after }) => renamed(before!, after!)).map(({ after }) => after!.id)
  if (ids.length === 0) return
  writes.send(sql`update site_user set username = chr(31) || id, idnumber = ''
    where site_id = ${siteId} and id = any(${ids}::bigint[])`)
}

function renamed(before: User, after: User): boolean {
  return before.username !== after.username || before.idnumber !== after.idnumber
}
