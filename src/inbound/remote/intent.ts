import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { refusal } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import type { Run } from '../run-row.ts'
import type { PendingChunk } from './pending-chunk.ts'

/** A process that writes to a server gives a sign of life this often; one that is silent for longer has ended. */
const BEAT_MS = 10_000
const SILENCE_MS = 60_000

/** Those who write in this process. An embedded database has one process, so there nobody else can be at work. */
const atWork = new Set<string>()

/** Who may write to a server, until it is confirmed or given up. */
export interface Lease extends AsyncDisposable {
  readonly worker: string
  /** Throws RB-5006 when another process has taken the work over. */
  check(): void
}

/**
 * Writes down what is about to be written to the server, before anything is. Throws RB-5006 when another process has
 * carried out the chunk, RB-9070 when another run is at work there or was interrupted.
 */
export async function declareIntent(
  hub: Hub,
  run: Run,
  siteName: string,
  pending: PendingChunk,
): Promise<Lease> {
  const worker = randomUUID()
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    await holdCursor(tx, run, pending)
    const { numAffectedRows } = await sql`
      insert into site_intent (site_id, organisation_id, run_id, file_no, first, worker, held, alive_at, chunk)
      values (${run.siteId}, ${run.organisationId}, ${run.id}, ${pending.fileNo}, ${pending.first}, ${worker}::uuid,
        true, clock_timestamp(), ${JSON.stringify(pending)}::jsonb)
      on conflict (site_id) do nothing`.execute(tx.db)
    if (numAffectedRows !== 1n) throw await occupied(tx, run, siteName)
  })
  return beginWork(hub, run, worker)
}

/**
 * Takes over what an earlier process of the run was about to write. Null when it left nothing. Throws RB-5006 when that
 * process is still at it, RB-9070 when it is another run's.
 */
export async function takeIntent(
  hub: Hub,
  run: Run,
  siteName: string,
): Promise<{ pending: PendingChunk; lease: Lease; silentMs: number } | null> {
  const worker = randomUUID()
  const taken = await hub.store.asOrganisation(run.organisationId, async (tx) => {
    const { rows } = await sql<{
      run_id: number
      worker: string
      chunk: PendingChunk
      silent_ms: number
      held: boolean
    }>`
      select run_id, worker, chunk, held,
        greatest(0, extract(epoch from clock_timestamp() - alive_at) * 1000)::bigint as silent_ms
      from site_intent where site_id = ${run.siteId} for update`.execute(tx.db)
    const [left] = rows
    if (left === undefined) return null
    if (left.run_id !== run.id) throw await occupied(tx, run, siteName)
    const isAlive =
      hub.store.engine === 'pglite' ? atWork.has(left.worker) : left.held && left.silent_ms < SILENCE_MS
    if (isAlive) throw refusal('RB-5006', { value: run.id })
    await sql`update site_intent set worker = ${worker}::uuid, alive_at = clock_timestamp(), held = true
      where site_id = ${run.siteId}`.execute(tx.db)
    return { pending: left.chunk, silentMs: left.silent_ms }
  })
  return taken === null ? null : { ...taken, lease: beginWork(hub, run, worker) }
}

/** The intent became true. In the transaction that says so; throws RB-5006 when another process has taken it over. */
export async function confirmIntent(tx: Tx, run: Run, worker: string): Promise<void> {
  const { numAffectedRows } = await sql`
    delete from site_intent where site_id = ${run.siteId} and worker = ${worker}::uuid`.execute(tx.db)
  if (numAffectedRows !== 1n) throw refusal('RB-5006', { value: run.id })
}

/** The file stands where the chunk begins, and nobody moves it on meanwhile. */
async function holdCursor(tx: Tx, run: Run, { fileNo, first }: PendingChunk): Promise<void> {
  const { rows } = await sql`
    select from run_file f join run on run.organisation_id = f.organisation_id and run.id = f.run_id
    where f.organisation_id = ${run.organisationId} and f.run_id = ${run.id} and f.file_no = ${fileNo}
      and f.done = ${first} and f.state = 'waiting' and run.state = 'running' for update`.execute(tx.db)
  if (rows.length !== 1) throw refusal('RB-5006', { value: run.id })
}

async function occupied(tx: Tx, run: Run, siteName: string): Promise<Error> {
  const { rows } = await sql<{ run_id: number }>`
    select run_id from site_intent where site_id = ${run.siteId}`.execute(tx.db)
  const holder = rows[0]?.run_id ?? run.id
  return holder === run.id
    ? refusal('RB-5006', { value: run.id })
    : refusal('RB-9070', { value: holder, site: siteName })
}

function beginWork(hub: Hub, run: Run, worker: string): Lease {
  atWork.add(worker)
  let isLost = false
  let beating: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    beating = beat(hub, run, worker).then(
      (isOurs) => {
        isLost ||= !isOurs
      },
      // The database cannot be reached now: the confirmation will say so, if that lasts.
      () => undefined,
    )
  }, BEAT_MS)
  return {
    worker,
    check() {
      if (isLost) throw refusal('RB-5006', { value: run.id })
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      atWork.delete(worker)
      await beating
      await leave(hub, run, worker)
    },
  }
}

async function beat(hub: Hub, run: Run, worker: string): Promise<boolean> {
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    const { numAffectedRows } = await sql`
      update site_intent set alive_at = clock_timestamp()
      where site_id = ${run.siteId} and worker = ${worker}::uuid`.execute(tx.db)
    await sql`update run set heartbeat_at = clock_timestamp()
      where organisation_id = ${run.organisationId} and id = ${run.id} and state = 'running'`.execute(tx.db)
    return numAffectedRows === 1n
  })
}

/** What is not confirmed may be taken over at once: nobody is at it any more. */
async function leave(hub: Hub, run: Run, worker: string): Promise<void> {
  await hub.store.asOrganisation(run.organisationId, async (tx) => {
    await sql`update site_intent set held = false
      where site_id = ${run.siteId} and worker = ${worker}::uuid`.execute(tx.db)
  })
}
