import { sql } from 'kysely'
import type { Finding } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import type { Run } from '../run-row.ts'

/**
 * A run for what another run leaves undone until a person decides: it is planned when that one is done, and then held.
 * Gives its number.
 */
export async function addHeldRun(
  tx: Tx,
  run: Pick<Run, 'organisationId' | 'id'>,
  why: (heldRun: number) => Finding,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at, heartbeat_at,
      judged, guarded, plan_run_id)
    select organisation_id, feed_id, site_id, 'plan', 'running', verify, settings, clock, started_at, heartbeat_at,
      true, true, id
    from run where organisation_id = ${run.organisationId} and id = ${run.id} returning id`.execute(tx.db)
  const { id } = rows[0]!
  await sql`update run set held = ${JSON.stringify(why(id))}::jsonb
    where organisation_id = ${run.organisationId} and id = ${id}`.execute(tx.db)
  return id
}

/** The runs that hold what a run that is done left undone. */
export async function heldRunsOf(hub: Hub, { organisationId, id }: Run): Promise<number[]> {
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const rows = await db
      .selectFrom('run')
      .select('id')
      .where('organisation_id', '=', organisationId)
      .where('plan_run_id', '=', id)
      .where('kind', '=', 'plan')
      .where('state', '=', 'running')
      .orderBy('id')
      .execute()
    return rows.map((row) => row.id)
  })
}
