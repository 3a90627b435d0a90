import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { MailIntent } from '../domain/operation.ts'
import type { SourceRecord } from '../formats/format.ts'
import type { PlanContext } from '../planning/plan.ts'
import { EmbeddedSite } from '../sites/embedded/embedded-site.ts'
import type { Cause, Site } from '../sites/site.ts'
import type { Tx } from '../store/store.ts'
import type { Hub } from './hub.ts'
import { count, writeLog } from './log.ts'
import { queueMails, storePlannedMails } from './mail-queue.ts'
import { LiveMemory, type Memory } from './memory.ts'
import { Newcomers } from './newcomers.ts'
import { OverlaySite } from './overlay/overlay-site.ts'
import { planChunk } from './plan-chunk.ts'
import { PlannedMemory } from './planned-memory.ts'
import type { Counts, Run, RunFile } from './run-row.ts'

/** Where a file stands after a chunk. */
export interface Progress {
  readonly done: number
  readonly counts: Counts
  /** Set by the first chunk of a file that fills an empty site. */
  readonly newcomers: Newcomers | null
}

/**
 * Carries out one chunk in one transaction: site, history, memory, mails, log, counters and cursor become true together
 * or not at all. Killed at any instant, the run goes on at the last chunk that was committed.
 *
 * `whileWaiting` is called when the database has something to do and this process has not.
 */
export async function runChunk(
  hub: Hub,
  run: Run,
  file: RunFile,
  progress: Progress,
  records: readonly SourceRecord[],
  context: PlanContext,
  whileWaiting: () => void = () => undefined,
): Promise<Progress> {
  const { chunk, revision, newcomers } = await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const site = await EmbeddedSite.open(tx, run.siteId)
    const newcomers = await newcomersOf(tx, run, file, progress, site.revision)
    const target: Site = run.kind === 'plan' ? await OverlaySite.over(site, tx, run) : site
    const memory = memoryOf(tx, run, file)
    const asking = {
      kind: file.kind!,
      verify: run.verify,
      context,
      hashRecord: hub.hashRecord,
      newcomers,
      whileWaiting,
    }
    const chunk = await planChunk(records, target, memory, asking)

    // Before anything is written: rows of a chunk that another process committed must not be met as duplicates.
    await moveCursor(tx, run, file, progress.done, {
      done: progress.done + records.length,
      counts: count(progress.counts, chunk.outcomes),
    })

    const cause: Cause = {
      runId: run.id,
      fileNo: file.fileNo,
      lines: records.map(({ line }) => line),
      now: run.now,
    }
    // Started together, they reach the database one after the other; meanwhile the text of the next is made here.
    const writes = [
      target.apply(chunk.operations, cause, chunk.lastId),
      memory.forget(chunk.forgotten).then(() => memory.remember(chunk.remembered, chunk.staleAtOnce)),
      keepMails(tx, run, cause, chunk.mails),
      writeLog(tx, run, file.fileNo, progress.done, records, chunk.outcomes),
    ]
    whileWaiting()
    await allOf(writes)
    return { chunk, revision: site.revision, newcomers }
  })
  newcomers?.note(chunk.operations, records, chunk.remembered, revision)
  return {
    done: progress.done + records.length,
    counts: count(progress.counts, chunk.outcomes),
    newcomers,
  }
}

async function keepMails(tx: Tx, run: Run, cause: Cause, mails: readonly MailIntent[]): Promise<void> {
  if (mails.length === 0) return
  await (run.kind === 'plan' ? storePlannedMails : queueMails)(tx, run, cause, mails)
}

/** Waits for all, also when one fails: the transaction must not end while another still speaks in it. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason
}

function newcomersOf(
  tx: Tx,
  run: Run,
  file: RunFile,
  progress: Progress,
  revision: number,
): Promise<Newcomers | null> | Newcomers | null {
  if (run.kind !== 'import' || run.verify) return null
  if (progress.done === 0) return Newcomers.begin(tx, run, file.kind!, file.inspection!.records, revision)
  return progress.newcomers?.holdsAt(revision) ? progress.newcomers : null
}

function memoryOf(tx: Tx, run: Run, file: RunFile): Memory {
  if (run.kind !== 'plan') return new LiveMemory(tx, run.siteId, run.feedId, file.kind!)
  return new PlannedMemory(tx, { ...run, runId: run.id }, file.kind!)
}

/** Two processes that carry out one run meet here: the cursor moves for one of them, the other's chunk is undone. */
async function moveCursor(
  tx: Tx,
  run: Run,
  file: RunFile,
  from: number,
  to: Omit<Progress, 'newcomers'>,
): Promise<void> {
  const { numAffectedRows } = await sql`
    with moved as (
      update run_file set done = ${to.done}, counts = ${JSON.stringify(to.counts)}::jsonb
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${file.fileNo}
        and done = ${from} and state = 'waiting'
      returning run_id)
    update run set heartbeat_at = clock_timestamp()
    where organisation_id = ${run.organisationId} and id in (select run_id from moved) and state = 'running'`.execute(
    tx.db,
  )
  if (numAffectedRows !== 1n) throw refusal('RB-5006', { value: run.id })
}
