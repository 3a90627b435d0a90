import { sql } from 'kysely'
import type { EntityKind } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import type { Cause } from '../../site.ts'
import { TABLES } from '../tables.ts'
import { stage } from './stage.ts'
import type { Writes } from './writes.ts'

/** New rows, each telling which record made it: the history of a creation is the row itself. */
export function create<K extends EntityKind>(
  writes: Writes,
  siteId: number,
  kind: K,
  operations: readonly OperationOf<K>[],
  cause: Cause,
): void {
  if (operations.length === 0) return
  const staged = stage(writes, kind, operations, cause.lines)
  const columns = sql.join(TABLES[kind].columns.map((column) => sql.ref(column.name)))
  writes.send(sql`
    insert into ${sql.table(TABLES[kind].table)} (site_id, ${columns}, origin_run, origin_file, origin_line)
    select ${siteId}, ${columns}, ${cause.runId}::bigint, ${cause.fileNo}::integer, stage_line
    from ${sql.table(staged)}`)
}
