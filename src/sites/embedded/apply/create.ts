import { sql } from 'kysely'
import type { EntityKind } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import type { Tx } from '../../../store/store.ts'
import type { Cause } from '../../site.ts'
import { TABLES } from '../tables.ts'
import { stage } from './stage.ts'

/** New rows, each telling which record made it: the history of a creation is the row itself. */
export async function create<K extends EntityKind>(
  tx: Tx,
  siteId: number,
  kind: K,
  operations: readonly OperationOf<K>[],
  cause: Cause,
): Promise<void> {
  if (operations.length === 0) return
  const staged = await stage(
    tx,
    kind,
    operations.map(({ after, record }) => ({ entity: after!, line: cause.lines[record]! })),
  )
  const columns = sql.join(TABLES[kind].columns.map((column) => sql.ref(column.name)))
  await sql`
    insert into ${sql.table(TABLES[kind].table)} (site_id, ${columns}, origin_run, origin_file, origin_line)
    select ${siteId}, ${columns}, ${cause.runId}::bigint, ${cause.fileNo}::integer, stage_line
    from ${sql.table(staged)}`.execute(tx.db)
}
