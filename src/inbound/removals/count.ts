import { sql } from 'kysely'
import type { Toll } from '../../domain/removal.ts'
import { type Managed, removable } from '../../sites/embedded/read/removable.ts'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'

/**
 * Notes under a file number what a full list lacks, and counts. A list that names nobody at all lacks nobody: it is
 * broken (snapshot-sync.md 3.4).
 */
export async function countMissing(tx: Tx, run: Run, managed: Managed, fileNo: number): Promise<Toll> {
  const keys = removable(managed)
  if (keys === null) return { removals: 0, population: 0 }
  const { rows } = await sql<Toll>`
    with could as materialized (${keys}),
    present as materialized (
      select key from run_present_key
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and kind = ${managed.kindNumber}),
    missing as (
      insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
      select ${run.organisationId}, ${run.id}, ${fileNo}, row_number() over (order by key), key
      from could
      where exists (select from present)
        and not exists (select from present where present.key = could.key)
      returning 1)
    select (select count(*) from missing) as removals, (select count(*) from could) as population`.execute(
    tx.db,
  )
  return rows[0]!
}
