import { sql } from 'kysely'
import { archivedPath } from '../../inbound/archive.ts'
import type { Hub } from '../../inbound/hub.ts'
import { listRuns } from '../../inbound/read-runs.ts'
import { type Advice, countOf, fail, ok, warn } from './advice.ts'

/** So many are named; the rest is counted. */
const NAMED = 5

export async function runsAdvice(hub: Hub, organisationId: number): Promise<Advice[]> {
  return [
    await interruptedAdvice(hub, organisationId),
    await sumsAdvice(hub, organisationId),
    await archiveAdvice(hub, organisationId),
  ]
}

async function interruptedAdvice(hub: Hub, organisationId: number): Promise<Advice> {
  const running = await hub.store.asOrganisation(organisationId, (tx) => listRuns(tx, { state: 'running' }))
  if (running.length === 0) return ok('interrupted', 'no run was interrupted')
  const seen = `not ended: ${named(running.map(({ id }) => id))}`
  return warn('interrupted', seen, 'Unless another process carries it out: `rollbook resume`')
}

/** Read = outcomes counted = outcomes logged, for every run that has ended. */
async function sumsAdvice(hub: Hub, organisationId: number): Promise<Advice> {
  const { rows } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    sql<{ id: number; good: boolean }>`
      select run.id, f.read = f.counted and f.read = l.logged as good
      from run
      cross join lateral (
        select coalesce(sum(records), 0) as read,
          coalesce(sum((select sum(value::bigint) from jsonb_each_text(counts))), 0) as counted
        from run_file where organisation_id = run.organisation_id and run_id = run.id) f
      cross join lateral (
        select coalesce(sum(cardinality(lines)), 0) as logged
        from run_log_block where organisation_id = run.organisation_id and run_id = run.id) l
      where run.organisation_id = ${organisationId} and run.ended_at is not null
        and not (run.kind = 'plan' and run.state = 'failed')
      order by run.id`.execute(db),
  )
  const bad = rows.filter(({ good }) => !good).map(({ id }) => id)
  if (bad.length === 0) return ok('sums', `${countOf(rows.length, 'run')}, every one adds up`)
  return fail('sums', `does not add up: ${named(bad)}`, 'Import its files again with --again --verify.')
}

async function archiveAdvice(hub: Hub, organisationId: number): Promise<Advice> {
  const files = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run_file').select(['sha256', 'size']).distinct().orderBy('sha256').execute(),
  )
  const missing: string[] = []
  for (const file of files) {
    await archivedPath(hub.dataFolder, organisationId, file).catch(() => missing.push(file.sha256))
  }
  if (missing.length === 0) return ok('archive', `${countOf(files.length, 'file')}, every one is there`)
  const shown = missing.slice(0, NAMED).map((sha256) => `${sha256.slice(0, 12)}…`)
  const seen = `${missing.length} of ${countOf(files.length, 'file')} are missing or cut off: ${shown.join(', ')}`
  return fail('archive', seen, 'Put the folder archive/ of the data folder back from a backup.')
}

function named(ids: readonly number[]): string {
  const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : ''
  return `run ${ids.slice(0, NAMED).join(', ')}${rest}`
}
