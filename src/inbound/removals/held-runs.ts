import { sql } from 'kysely'
import { finding, refusal } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import { applyPlan } from '../apply-plan.ts'
import type { Hub } from '../hub.ts'

/**
 * Does exactly what a held run would do, as it was shown. Gives the number of the run that did it. Throws RB-5002 for an
 * unknown run, RB-5053 for one that is not held, RB-5004 when the site changed since.
 */
export async function releaseRun(hub: Hub, organisationId: number, runId: number): Promise<number> {
  await hub.store.asOrganisation(organisationId, (tx) => expectHeld(tx, organisationId, runId))
  return applyPlan(hub, organisationId, runId)
}

/** Drops a held run: nothing of it is done. Throws RB-5002 and RB-5053. */
export async function discardRun(hub: Hub, organisationId: number, runId: number): Promise<void> {
  await hub.store.asOrganisation(organisationId, async (tx) => {
    await expectHeld(tx, organisationId, runId)
    await sql`update run set state = 'cancelled' where organisation_id = ${organisationId} and id = ${runId}`.execute(
      tx.db,
    )
  })
}

/** A newer file of a feed takes the place of what is held of it (snapshot-sync.md 3.5). */
export async function supersedeHeld(
  tx: Tx,
  organisationId: number,
  feedId: number,
  byRun: number,
): Promise<void> {
  const why = JSON.stringify(finding('RB-5054', { run: byRun }))
  await sql`update run set state = 'cancelled', finding = ${why}::jsonb
    where organisation_id = ${organisationId} and feed_id = ${feedId} and state = 'held'`.execute(tx.db)
}

async function expectHeld(tx: Tx, organisationId: number, runId: number): Promise<void> {
  const run = await tx.db
    .selectFrom('run')
    .select('state')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', runId)
    .forUpdate()
    .executeTakeFirst()
  if (run === undefined) throw refusal('RB-5002', { value: runId })
  if (run.state !== 'held') throw refusal('RB-5053', { value: runId, state: run.state })
}
