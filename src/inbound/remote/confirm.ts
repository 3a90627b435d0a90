import { sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import type { User } from '../../domain/entities.ts'
import type { Operation } from '../../domain/operation.ts'
import { writeHistory } from '../../sites/embedded/apply/history.ts'
import { Writes } from '../../sites/embedded/apply/writes.ts'
import type { Cause } from '../../sites/site.ts'
import type { Tx } from '../../store/store.ts'
import { moveCursor, type Position } from '../cursor.ts'
import { count, logStatements } from '../log.ts'
import { queueMails } from '../mail-queue.ts'
import { LiveMemory } from '../memory.ts'
import type { Run } from '../run-row.ts'
import { markCome } from '../waiting/mark-come.ts'
import { writeWaiting } from '../waiting/write-waiting.ts'
import type { PendingChunk } from './pending-chunk.ts'
import type { Settled } from './settle-outcomes.ts'

/**
 * Says what became of a chunk, in one transaction: outcomes, counters, cursor, memory, history and mails. `before`: where
 * the file stood; `carriedOut`: the operations that were done, with the ids of the server.
 */
export async function confirmChunk(
  tx: Tx,
  run: Run,
  kind: RecordKind,
  before: Position,
  pending: PendingChunk,
  { outcomes, failed }: Settled,
  carriedOut: readonly Operation[],
): Promise<Position> {
  const { fileNo, first, records, keyed } = pending
  const position = { done: first + records.length, counts: count(before.counts, outcomes) }
  await moveCursor(tx, run, pending, first, position)
  const batch = { records, keyed }
  const cause: Cause = { runId: run.id, fileNo, lines: records.map(({ line }) => line), first, now: run.now }
  for (const statement of logStatements(run, fileNo, first, batch, outcomes)) tx.send(statement)

  const memory = new LiveMemory(tx, run.siteId, run.feedId, kind)
  const applied = new Set(pending.remembered.filter((index) => !failed.has(index)))
  const remembered = keyed.filter(({ index }) => applied.has(index))
  const rewritten = new Set(remembered.map(({ key }) => key))
  await memory.forget({ ...pending.forgotten, rewritten })
  await memory.remember(remembered, new Set(pending.staleAtOnce))

  writeWaiting(tx, run, pending, pending.waiting)
  if (run.othersWait) markCome(tx, run, carriedOut)

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

/** The history tells that a password or a key was set, and keeps nothing that could be opened. */
const SET = 'set'

function withoutPassword(operation: Operation): Operation {
  switch (operation.kind) {
    case 'user':
      return { ...operation, before: hidden(operation.before), after: hidden(operation.after) }
    case 'group':
      return { ...operation, before: hidden(operation.before), after: hidden(operation.after) }
    default:
      return operation
  }
}

function hidden<T extends Pick<User, 'passwordHash'>>(entity: T | null): T | null {
  return entity === null || entity.passwordHash === '' ? entity : { ...entity, passwordHash: SET }
}
