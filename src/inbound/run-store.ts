import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../domain/action.ts'
import { type Finding, finding, refusal } from '../domain/finding.ts'
import type { Inspection } from '../formats/format.ts'
import type { Tx } from '../store/store.ts'
import type { Ending } from './ending.ts'
import type { Hub } from './hub.ts'
import { queueLogMail } from './mail-queue.ts'
import type { Counts, Run, RunFile, RunKind, RunState, SieveRest } from './run-row.ts'

/** Reads a run that is to go on. Throws RB-5002 when there is none, RB-5008 when it is not `running`. */
export async function loadRun(
  hub: Hub,
  organisationId: number,
  runId: number,
): Promise<{ run: Run; files: RunFile[] }> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const row = await tx.db
      .selectFrom('run')
      .innerJoin('feed', 'feed.id', 'run.feed_id')
      .selectAll('run')
      .select('feed.format')
      .select(waitsAt(sql`w.feed_id = run.feed_id`).as('has_waiting'))
      .select(waitsAt(sql`w.site_id = run.site_id and w.feed_id <> run.feed_id`).as('others_wait'))
      .where('run.id', '=', runId)
      .executeTakeFirst()
    if (row === undefined) throw refusal('RB-5002', { value: runId })
    if (row.state !== 'running') throw refusal('RB-5008', { value: runId, state: row.state })
    const run: Run = {
      organisationId,
      id: runId,
      kind: row.kind as RunKind,
      feedId: row.feed_id,
      siteId: row.site_id,
      format: row.format,
      settings: row.settings,
      verify: row.verify,
      now: row.clock.getTime(),
      isJudged: row.judged,
      isHeld: row.held !== null,
      isGuarded: row.guarded,
      sieve: row.sieve as SieveRest | null,
      hasWaiting: row.has_waiting,
      othersWait: row.others_wait,
    }
    return { run, files: await runFiles(tx, runId) }
  })
}

function waitsAt(where: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from waiting_record w where w.organisation_id = run.organisation_id and ${where})`
}

export async function runFiles(tx: Tx, runId: number): Promise<RunFile[]> {
  const rows = await tx.db
    .selectFrom('run_file')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('file_no')
    .execute()
  return rows.map((row) => ({
    fileNo: row.file_no,
    name: row.name,
    kind: row.kind as RecordKind | null,
    sha256: row.sha256,
    size: row.size,
    entry: row.entry,
    state: row.state as RunFile['state'],
    inspection: row.inspection as Inspection | null,
    done: row.done,
    counts: row.counts as Counts,
    finding: row.finding as Finding | null,
  }))
}

/** A file is done when each of its records has an outcome. */
export async function finishFile(
  hub: Hub,
  run: Run,
  file: RunFile,
  alongside: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    await sql`update run_file set state = 'done'
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${file.fileNo}`.execute(
      tx.db,
    )
    await alongside(tx)
  })
}

/**
 * Ends a run, after checking that it adds up: each record read has one outcome in the counters and one in the log
 * (conservation). A run that does not add up has failed, whatever else it did. Its log mail is queued with it, and
 * what is done alongside is done if it ends.
 */
export async function finishRun(
  hub: Hub,
  run: Run,
  ending: Ending,
  alongside: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const { rows } = await sql<{
      read: number
      counted: number
      logged: number
      accepted: number
      refused: number
      held: Finding | null
    }>`
      select coalesce(sum(f.records), 0)::bigint as read,
        coalesce(sum((select sum(value::bigint) from jsonb_each_text(f.counts))), 0)::bigint as counted,
        (select coalesce(sum(cardinality(lines)), 0) from run_log_block b
          where b.organisation_id = ${run.organisationId} and b.run_id = ${run.id})::bigint as logged,
        count(*) filter (where f.state = 'done') as accepted,
        count(*) filter (where f.state = 'refused') as refused,
        (select held from run where organisation_id = ${run.organisationId} and id = ${run.id}) as held
      from run_file f where f.organisation_id = ${run.organisationId} and f.run_id = ${run.id}`.execute(tx.db)
    const { read, counted, logged, accepted, refused, held } = rows[0]!
    let state: RunState = run.kind !== 'plan' ? 'succeeded' : held === null ? 'planned' : 'held'
    let why = held ?? ending.finding
    if (read !== counted || read !== logged) {
      state = 'failed'
      why = finding('RB-5005', { value: run.id, read, accounted: Math.min(counted, logged) })
    } else if (accepted === 0 && refused > 0) {
      state = 'failed'
      why = finding('RB-5011', { value: `run ${run.id}` })
    }
    const { numAffectedRows } = await sql`
      update run set state = ${state}, finding = ${why === null ? null : JSON.stringify(why)}::jsonb,
        ended_at = ${new Date(hub.now())}, heartbeat_at = clock_timestamp()
      where organisation_id = ${run.organisationId} and id = ${run.id} and state = 'running'`.execute(tx.db)
    // Another process ended it: what it leaves behind is that one's.
    if (numAffectedRows !== 1n) throw refusal('RB-5006', { value: run.id })
    if (ending.mail !== null) await queueLogMail(tx, run, ending.mail)
    await alongside(tx)
  })
}
