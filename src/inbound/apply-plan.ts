import { sql } from 'kysely'
import type { EntityKind } from '../domain/entities.ts'
import { refusal } from '../domain/finding.ts'
import type { Operation } from '../domain/operation.ts'
import { EmbeddedSite } from '../sites/embedded/embedded-site.ts'
import type { Tx } from '../store/store.ts'
import { executeRun } from './execute-run.ts'
import type { Hub } from './hub.ts'
import { queuePlannedMails } from './mail-queue.ts'
import { adoptPlannedMemory } from './planned-memory.ts'
import type { Run, RunFile } from './run-row.ts'
import { runFiles } from './run-store.ts'
import { adoptPlannedWaiting } from './waiting/write-waiting.ts'

/** Operations that are read at once. */
const PAGE_OPERATIONS = 5000

/**
 * Applies a stored plan exactly as it was shown, as a run of its own, or refuses it as stale (RB-5004) when the site
 * moved after it was made. All of it is one transaction: killed at any instant, either nothing or everything of the
 * plan is there. Gives the number of the new run. Throws RB-5002 for an unknown run, RB-5003 for one that is no plan.
 */
export async function applyPlan(hub: Hub, organisationId: number, planId: number): Promise<number> {
  const result = await hub.store.asOrganisation(organisationId, async (tx) => {
    const plan = await tx.db
      .selectFrom('run')
      .selectAll()
      .where('id', '=', planId)
      .forUpdate()
      .executeTakeFirst()
    if (plan === undefined) throw refusal('RB-5002', { value: planId })
    if (plan.kind !== 'plan' || !(plan.state === 'planned' || plan.state === 'held')) {
      throw refusal('RB-5003', {
        value: planId,
        state: plan.kind === 'plan' ? plan.state : `a run of kind ${plan.kind}`,
      })
    }
    const { kind, name } = await tx.db
      .selectFrom('site')
      .select(['kind', 'name'])
      .where('id', '=', plan.site_id)
      .executeTakeFirstOrThrow()
    if (kind !== 'embedded') throw refusal('RB-9071', { site: name })
    const site = await EmbeddedSite.open(tx, plan.site_id)
    if (site.revision !== plan.site_revision) {
      await setState(tx, planId, 'stale')
      return { stale: { value: planId, was: plan.site_revision ?? 0, now: site.revision } }
    }
    const run: Run = {
      organisationId,
      id: await copyRun(tx, hub, organisationId, planId),
      kind: 'apply',
      feedId: plan.feed_id,
      siteId: plan.site_id,
      format: '',
      settings: plan.settings,
      verify: plan.verify,
      now: plan.clock.getTime(),
      isJudged: true,
      isHeld: false,
      isGuarded: false,
      sieve: null,
      hasWaiting: false,
      othersWait: false,
    }
    for (const file of await runFiles(tx, planId))
      await applyFile(tx, site, run, planId, file, plan.last_id ?? 0)
    await adoptPlannedMemory(tx, { ...run, runId: planId })
    await adoptPlannedWaiting(tx, run, planId)
    await queuePlannedMails(tx, run, planId)
    await setState(tx, planId, 'applied')
    return { runId: run.id }
  })
  // The mark `stale` is worth committing, so the refusal comes after it.
  if (result.stale !== undefined) throw refusal('RB-5004', result.stale)
  // All its files are done; what is left is to end it, as any other run.
  await executeRun(hub, organisationId, result.runId)
  return result.runId
}

async function applyFile(
  tx: Tx,
  site: EmbeddedSite,
  run: Run,
  planId: number,
  file: RunFile,
  lastId: number,
): Promise<void> {
  for await (const rows of plannedChunks(tx, run, planId, file.fileNo)) {
    const operations = rows.map(
      ({ kind, before, after, template_id }, record) =>
        ({
          kind,
          before,
          after,
          record,
          ...(template_id !== null && { templateId: template_id }),
        }) as Operation,
    )
    const cause = {
      runId: run.id,
      fileNo: file.fileNo,
      lines: rows.map(({ line }) => line),
      first: rows[0]!.chunk_first,
      now: run.now,
    }
    await site.apply(operations, cause, lastId)
  }
}

/**
 * A file's operations, in the chunks in which they were planned: what one chunk makes must be there when a later one
 * ends what it hangs on.
 */
async function* plannedChunks(
  tx: Tx,
  { organisationId }: Run,
  planId: number,
  fileNo: number,
): AsyncGenerator<PlannedOperation[]> {
  let chunk: PlannedOperation[] = []
  for (let from = 0; ; ) {
    const { rows } = await sql<PlannedOperation>`
      select id, line, kind, before, after, template_id, chunk_first from plan_operation
      where organisation_id = ${organisationId} and run_id = ${planId} and file_no = ${fileNo} and id > ${from}
      order by id limit ${PAGE_OPERATIONS}`.execute(tx.db)
    if (rows.length === 0) break
    for (const row of rows) {
      if (chunk.length > 0 && row.chunk_first !== chunk[0]!.chunk_first) {
        yield chunk
        chunk = []
      }
      chunk.push(row)
    }
    from = rows.at(-1)!.id
  }
  if (chunk.length > 0) yield chunk
}

interface PlannedOperation {
  id: number
  line: number
  kind: EntityKind
  before: object | null
  after: object | null
  template_id: number | null
  /** Records of the file before those of the chunk. */
  chunk_first: number
}

/** The run that applies a plan has the plan's files, counters and log: they tell what it did. */
async function copyRun(tx: Tx, hub: Hub, organisationId: number, planId: number): Promise<number> {
  const now = new Date(hub.now())
  const { rows } = await sql<{ id: number }>`
    insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at, ended_at,
      heartbeat_at, judged, plan_run_id)
    select organisation_id, feed_id, site_id, 'apply', 'running', verify, settings, clock, ${now}, null,
      clock_timestamp(), true, id
    from run where organisation_id = ${organisationId} and id = ${planId} returning id`.execute(tx.db)
  const id = rows[0]!.id
  await sql`
    insert into run_file (organisation_id, run_id, file_no, name, kind, entry, sha256, size, state, inspection, records,
      done, counts, finding)
    select organisation_id, ${id}, file_no, name, kind, entry, sha256, size, state, inspection, records, done, counts,
      finding
    from run_file where organisation_id = ${organisationId} and run_id = ${planId}`.execute(tx.db)
  await sql`
    insert into run_log_block (organisation_id, run_id, file_no, first, lines, outcomes, dids, codes, keys)
    select organisation_id, ${id}, file_no, first, lines, outcomes, dids, codes, keys
    from run_log_block where organisation_id = ${organisationId} and run_id = ${planId}`.execute(tx.db)
  await sql`
    insert into run_log_note (organisation_id, run_id, file_no, record, line, code, field, value, message)
    select organisation_id, ${id}, file_no, record, line, code, field, value, message
    from run_log_note where organisation_id = ${organisationId} and run_id = ${planId}`.execute(tx.db)
  return id
}

async function setState(tx: Tx, runId: number, state: string): Promise<void> {
  await sql`update run set state = ${state} where id = ${runId}`.execute(tx.db)
}
