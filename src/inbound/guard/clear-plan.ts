import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'

const TABLES = [
  'plan_operation',
  'plan_key',
  'plan_mail',
  'plan_memory',
  'plan_forgotten',
  'plan_waiting',
  'run_log_block',
  'run_log_note',
] as const

/** Takes back all that a run did so far, which was planned only: it stands before the first record of its files again. */
export async function clearPlan(
  tx: Tx,
  { organisationId, id }: Pick<Run, 'organisationId' | 'id'>,
): Promise<void> {
  for (const table of TABLES) {
    await sql`delete from ${sql.table(table)}
      where organisation_id = ${organisationId} and run_id = ${id}`.execute(tx.db)
  }
  await sql`update run_file set state = 'waiting', done = 0, counts = '{}'
    where organisation_id = ${organisationId} and run_id = ${id} and state = 'done' and inspection is not null`.execute(
    tx.db,
  )
  await sql`update run_file set done = 0, counts = '{}'
    where organisation_id = ${organisationId} and run_id = ${id} and state = 'waiting'`.execute(tx.db)
  await sql`update run set last_id = null where organisation_id = ${organisationId} and id = ${id}`.execute(
    tx.db,
  )
}

/**
 * A plan that is taken up holds for the site as it is now: what there is of one that was made for another is made anew.
 * Tells whether it was.
 */
export async function renewPlan(hub: Hub, run: Run, files: readonly RunFile[]): Promise<boolean> {
  if (run.kind !== 'plan') return false
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    const { numAffectedRows } = await sql`
      update run set site_revision = site.revision from site
      where run.organisation_id = ${run.organisationId} and run.id = ${run.id} and site.id = run.site_id
        and run.site_revision is distinct from site.revision`.execute(tx.db)
    const isBegun = files.some(({ done, state }) => done > 0 || state === 'done')
    if (numAffectedRows === 0n || !isBegun) return false
    await clearPlan(tx, run)
    return true
  })
}
