import { sql } from 'kysely'
import { RECORD_KINDS, type RecordKind } from '../domain/action.ts'
import type { Tx } from '../store/store.ts'

/** Forgets what was last applied of a site's records of some kinds: all of them must be judged anew. */
export async function forgetRecords(
  tx: Tx,
  siteId: number,
  kinds = RECORD_KINDS as readonly RecordKind[],
): Promise<void> {
  const numbers = kinds.map((kind) => RECORD_KINDS.indexOf(kind))
  for (const table of ['memory', 'memory_outline']) {
    await sql`delete from ${sql.table(table)} where site_id = ${siteId} and kind = any(${numbers}::smallint[])`.execute(
      tx.db,
    )
  }
}
