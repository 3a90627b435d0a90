import { sql } from 'kysely'
import { type Finding, finding, refusal } from '../domain/finding.ts'
import { leaveToLater } from '../store/later.ts'
import type { Tx } from '../store/store.ts'
import type { Export } from './exports.ts'
import type { OutboundHub } from './hub.ts'

/** A process that carries out a run commits a batch within seconds; one that is silent for longer has ended. */
const SILENCE_S = 60
const SIGN_EVERY_S = 10

export type ExportRunState = 'running' | 'succeeded' | 'failed'

/** One execution of an export. */
export interface ExportRun {
  readonly organisationId: number
  readonly exportId: number
  readonly id: number
  /** The time that the whole run keeps to, in milliseconds since 1970 UTC. */
  readonly now: number
}

/** Runs of this process that are under way. */
const here = new Set<string>()

/**
 * Begins a run. One that a process left behind when it ended is ended first, as failed: an embedded database has one
 * process, so there every run that is not under way here was left behind. Throws RB-7110 when another seems to be at
 * work.
 */
export async function beginRun(hub: OutboundHub, of: Export): Promise<ExportRun> {
  const now = hub.now()
  const id = await hub.store.asOrganisation(of.organisationId, async (tx) => {
    leaveToLater(tx)
    await endAbandoned(tx, hub, of)
    const inserted = await tx.db
      .insertInto('export_run')
      .values({
        organisation_id: of.organisationId,
        export_id: of.id,
        state: 'running',
        clock: new Date(now),
        started_at: sql<Date>`clock_timestamp()`,
        heartbeat_at: sql<Date>`clock_timestamp()`,
      })
      .onConflict((on) => on.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (inserted === undefined) throw refusal('RB-7110', { value: of.name, seconds: 0 })
    return inserted.id
  })
  const run = { organisationId: of.organisationId, exportId: of.id, id, now }
  here.add(nameOf(hub, run))
  return run
}

/** Run numbers count within a database, and a process may have several. */
const databases = new WeakMap<object, number>()
let lastDatabase = 0

function nameOf({ store }: OutboundHub, { organisationId, id }: Pick<ExportRun, 'organisationId' | 'id'>) {
  const known = databases.get(store) ?? ++lastDatabase
  databases.set(store, known)
  return `${known}/${organisationId}/${id}`
}

async function endAbandoned(tx: Tx, hub: OutboundHub, of: Export): Promise<void> {
  const { rows } = await sql<{ id: number; silence: number }>`
    select id, extract(epoch from clock_timestamp() - heartbeat_at)::float8 as silence from export_run
    where organisation_id = ${of.organisationId} and export_id = ${of.id} and state = 'running'
    for update`.execute(tx.db)
  for (const { id, silence } of rows) {
    const underWay =
      here.has(nameOf(hub, { organisationId: of.organisationId, id })) ||
      (hub.store.engine === 'postgres' && silence < SILENCE_S)
    if (underWay) throw refusal('RB-7110', { value: of.name, seconds: Math.max(0, Math.round(silence)) })
    await end(tx, { organisationId: of.organisationId, id }, 'failed', finding('RB-7111', { value: of.name }))
  }
}

/**
 * Gives a sign of life in a transaction that writes: no other process takes the run over before it is committed. Throws
 * RB-7123 when another took it for interrupted and ended it.
 */
export async function stillRunning(tx: Tx, { organisationId, id }: ExportRun): Promise<void> {
  const { numAffectedRows } = await sql`update export_run set heartbeat_at = clock_timestamp()
    where organisation_id = ${organisationId} and id = ${id} and state = 'running'`.execute(tx.db)
  if (numAffectedRows !== 1n) throw refusal('RB-7123', { value: id })
}

/** The same in a transaction that only reads, which is to wait for no disk: a sign every few seconds is enough. */
export async function signOfLife(tx: Tx, { organisationId, id }: ExportRun): Promise<void> {
  const { rows } = await sql<{ running: boolean }>`
    with sign as (
      update export_run set heartbeat_at = clock_timestamp()
      where organisation_id = ${organisationId} and id = ${id} and state = 'running'
        and heartbeat_at < clock_timestamp() - make_interval(secs => ${SIGN_EVERY_S}))
    select state = 'running' as running from export_run
    where organisation_id = ${organisationId} and id = ${id}`.execute(tx.db)
  if (rows[0]?.running !== true) throw refusal('RB-7123', { value: id })
}

export async function endRun(
  hub: OutboundHub,
  run: ExportRun,
  state: Exclude<ExportRunState, 'running'>,
  why: Finding | null,
): Promise<void> {
  try {
    await hub.store.asOrganisation(run.organisationId, (tx) => end(tx, run, state, why))
  } finally {
    here.delete(nameOf(hub, run))
  }
}

async function end(
  tx: Tx,
  { organisationId, id }: Pick<ExportRun, 'organisationId' | 'id'>,
  state: ExportRunState,
  why: Finding | null,
): Promise<void> {
  await sql`update export_run set state = ${state}, ended_at = clock_timestamp(),
      finding = ${why === null ? null : JSON.stringify(why)}::jsonb
    where organisation_id = ${organisationId} and id = ${id} and state = 'running'`.execute(tx.db)
}
