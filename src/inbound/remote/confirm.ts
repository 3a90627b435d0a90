import { sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import type { User } from '../../domain/entities.ts'
import { refusal } from '../../domain/finding.ts'
import type { Operation } from '../../domain/operation.ts'
import { writeHistory } from '../../sites/embedded/apply/history.ts'
import { Writes } from '../../sites/embedded/apply/writes.ts'
import type { Cause } from '../../sites/site.ts'
import type { Tx } from '../../store/store.ts'
import { count, logStatements } from '../log.ts'
import { queueMails } from '../mail-queue.ts'
import { LiveMemory } from '../memory.ts'
import type { Counts, Run } from '../run-row.ts'
import type { PendingChunk } from './pending-chunk.ts'
import type { Settled } from './settle-outcomes.ts'

/** Where a file stands after a chunk. */
export interface Position {
  readonly done: number
  readonly counts: Counts
}

/**
 * Says what became of a chunk, in one transaction: outcomes, counters, cursor, memory, history and mails. `carriedOut`:
 * the operations that were done, with the ids of the server.
 */
export async function confirmChunk(
  tx: Tx,
  run: Run,
  kind: RecordKind,
  pending: PendingChunk,
  { outcomes, failed }: Settled,
  carriedOut: readonly Operation[],
): Promise<Position> {
  const { fileNo, first, records, keyed } = pending
  const position = await moveCursor(tx, run, pending, outcomes)
  const batch = { records, keyed }
  const cause: Cause = { runId: run.id, fileNo, lines: records.map(({ line }) => line), first, now: run.now }
  for (const statement of logStatements(run, fileNo, first, batch, outcomes)) tx.send(statement)

  const memory = new LiveMemory(tx, run.siteId, run.feedId, kind)
  const applied = new Set(pending.remembered.filter((index) => !failed.has(index)))
  const remembered = keyed.filter(({ index }) => applied.has(index))
  const rewritten = new Set(remembered.map(({ key }) => key))
  await memory.forget({ ...pending.forgotten, rewritten })
  await memory.remember(remembered, new Set(pending.staleAtOnce))

  const mails = pending.mails.filter(({ record }) => outcomes[record]!.outcome !== 'rejected')
  if (mails.length > 0) queueMails(tx, run, cause, mails)
  if (carriedOut.length > 0) {
    const writes = new Writes()
    writeHistory(writes, run.siteId, carriedOut.map(withoutPassword), cause)
    writes.sendTo(tx)
    tx.send(sql`update site set revision = revision + 1 where id = ${run.siteId}`)
  }
  return position
}

/** Two processes that carry out one run meet here: the cursor moves for one of them, the other's transaction is undone. */
export async function moveCursor(
  tx: Tx,
  run: Run,
  { fileNo, first, records }: Pick<PendingChunk, 'fileNo' | 'first' | 'records'>,
  outcomes: Settled['outcomes'],
): Promise<Position> {
  const { rows } = await sql<{ counts: Counts }>`
    select counts from run_file where organisation_id = ${run.organisationId} and run_id = ${run.id}
      and file_no = ${fileNo} and done = ${first} and state = 'waiting' for update`.execute(tx.db)
  if (rows.length !== 1) throw refusal('RB-5006', { value: run.id })
  const position = { done: first + records.length, counts: count(rows[0]!.counts, outcomes) }
  await sql`update run_file set done = ${position.done}, counts = ${JSON.stringify(position.counts)}::jsonb
    where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}`.execute(
    tx.db,
  )
  const { numAffectedRows } = await sql`update run set heartbeat_at = clock_timestamp()
    where organisation_id = ${run.organisationId} and id = ${run.id} and state = 'running'`.execute(tx.db)
  if (numAffectedRows !== 1n) throw refusal('RB-5006', { value: run.id })
  return position
}

/** The history tells that a password was set, and keeps nothing that could be opened. */
const SET = 'set'

function withoutPassword(operation: Operation): Operation {
  if (operation.kind !== 'user') return operation
  const { before, after } = operation
  return { ...operation, before: before && hidden(before), after: after && hidden(after) }
}

function hidden(user: User): User {
  return user.passwordHash === '' ? user : { ...user, passwordHash: SET }
}
