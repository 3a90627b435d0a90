import { sql } from 'kysely'
import { type Finding, finding, refusal } from '../domain/finding.ts'
import type { Hub } from './hub.ts'
import { listRuns, type RunSummary } from './read-runs.ts'

/** A process that carries out a run commits a chunk within seconds; one that is silent for longer has ended. */
const SILENCE_MS = 60_000

/**
 * The runs that a process left behind when it ended, the oldest first, of one feed or of all. An embedded database has
 * one process, so there every run that is `running` while nothing of it is carried out here was interrupted. On a
 * server another process may be at work: throws RB-5012 for a run that gave a sign of life within the last minute.
 */
export async function interruptedRuns(
  hub: Hub,
  organisationId: number,
  feedId?: number,
): Promise<RunSummary[]> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const runs = await listRuns(tx, { feedId, state: 'running' })
    if (hub.store.engine === 'postgres' && runs.length > 0) {
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx.db)
      for (const { id, heartbeatAt } of runs) {
        const silence = rows[0]!.now.getTime() - heartbeatAt.getTime()
        if (silence < SILENCE_MS) throw refusal('RB-5012', { value: id, seconds: Math.round(silence / 1000) })
      }
    }
    return runs.reverse()
  })
}

/** Says of a run that stopped in order that nobody carries it out any more, so that it may be resumed at once. */
export async function leaveRun(hub: Hub, organisationId: number, runId: number): Promise<void> {
  await hub.store.asOrganisation(organisationId, async ({ db }) => {
    await sql`
      update run set heartbeat_at = clock_timestamp() - make_interval(secs => ${SILENCE_MS / 1000})
      where organisation_id = ${organisationId} and id = ${runId} and state = 'running'`.execute(db)
  })
}

/** A plan that an import or the guard made is part of that import, and is resumed with it. */
export async function isPlanOfItsOwn(hub: Hub, organisationId: number, runId: number): Promise<boolean> {
  const { kind, guarded } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .selectFrom('run')
      .select(['kind', 'guarded'])
      .where('organisation_id', '=', organisationId)
      .where('id', '=', runId)
      .executeTakeFirstOrThrow(),
  )
  return kind === 'plan' && !guarded
}

/**
 * Ends a plan that was interrupted: the site may have moved since, so it is made anew instead of resumed. What there is
 * of it is removed; the run stays, as failed.
 */
export async function abandonPlan(hub: Hub, organisationId: number, planId: number): Promise<Finding> {
  const why = finding('RB-5013', { value: planId })
  await hub.store.asOrganisation(organisationId, async ({ db }) => {
    await sql`
      update run set state = 'failed', ended_at = clock_timestamp(), finding = ${JSON.stringify(why)}::jsonb
      where organisation_id = ${organisationId} and id = ${planId}`.execute(db)
    for (const table of [
      'plan_operation',
      'plan_key',
      'plan_mail',
      'plan_memory',
      'plan_waiting',
      'run_waiting',
    ]) {
      await sql`delete from ${sql.table(table)}
        where organisation_id = ${organisationId} and run_id = ${planId}`.execute(db)
    }
  })
  return why
}
