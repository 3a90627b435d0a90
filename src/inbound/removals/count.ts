import { sql } from 'kysely'
import { SEPARATOR } from '../../domain/record-key.ts'
import { ANYTHING, type Toll } from '../../domain/removal.ts'
import { type Managed, removable } from '../../sites/embedded/read/removable.ts'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'
import { hasRole, namedBy } from './named-by.ts'

/**
 * Notes under a file number what a full list lacks, and counts. A list that names nobody at all lacks nobody: it is
 * broken (snapshot-sync.md 3.4).
 */
export async function countMissing(tx: Tx, run: Run, managed: Managed, fileNo: number): Promise<Toll> {
  const keys = removable(managed)
  if (keys === null) return { removals: 0, population: 0 }
  const { inListedCourses = false, severalRoles = false } = managed
  const inScope = inListedCourses
    ? sql`where split_part(brought.key, ${SEPARATOR}, 3) in (
        select split_part(present.key, ${SEPARATOR}, 3) from present)`
    : severalRoles
      ? sql`where ${hasRole(sql.ref('brought.key'))}`
      : sql``
  const named = namedBy(sql.ref('present.key'), sql.ref('could.key'), severalRoles)
  const { rows } = await sql<Toll>`
    with present as materialized (
      select key from run_present_key
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and kind = ${managed.kindNumber}),
    could as materialized (select brought.key from (${keys}) brought ${inScope}),
    missing as (
      insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
      select ${run.organisationId}, ${run.id}, ${fileNo}, row_number() over (order by key), key
      from could
      where exists (select from present)
        and not exists (select from present where present.key = ${ANYTHING})
        and not exists (select from present where ${named})
      returning 1)
    select (select count(*) from missing) as removals, (select count(*) from could) as population`.execute(
    tx.db,
  )
  return rows[0]!
}
