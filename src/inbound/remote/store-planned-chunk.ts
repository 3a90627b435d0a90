import type { Cause } from '../../sites/site.ts'
import type { Batch } from '../batch.ts'
import { moveCursor, type Position } from '../cursor.ts'
import type { Hub } from '../hub.ts'
import { count, logStatements } from '../log.ts'
import { storePlannedMails } from '../mail-queue.ts'
import { OverlaySite } from '../overlay/overlay-site.ts'
import type { Asking } from '../plan-chunk.ts'
import { PlannedMemory } from '../planned-memory.ts'
import type { Run, RunFile } from '../run-row.ts'
import type { Waits } from '../waiting/run-context.ts'
import { settleWaiting } from '../waiting/settle-waiting.ts'
import { writeWaiting } from '../waiting/write-waiting.ts'
import type { RemoteSite } from './connection.ts'
import { planPossible } from './plan-possible.ts'

/**
 * Stores what a chunk would do. It is planned twice: first the server is asked, in no transaction; then, with its answers
 * at hand, what the plan did so far is laid over them.
 */
export async function storePlannedChunk(
  hub: Hub,
  run: Run,
  file: RunFile,
  { site, firstLook }: RemoteSite,
  { done, counts }: Position,
  batch: Batch,
  asking: Asking,
  waits: Waits,
): Promise<Position> {
  const place = { ...run, runId: run.id }
  const compare: PlannedMemory['compare'] = (records) =>
    hub.store.asOrganisation(run.organisationId, (tx) =>
      new PlannedMemory(tx, place, asking.kind).compare(records),
    )
  const { reader } = await firstLook.plan((live) =>
    planPossible(batch, { site: live, memory: { compare } }, asking, site),
  )
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    const overlay = await OverlaySite.over(reader, tx, run)
    const memory = new PlannedMemory(tx, place, asking.kind)
    const chunk = await planPossible(batch, { site: overlay, memory }, asking, site)
    const { records } = batch
    const cause: Cause = {
      runId: run.id,
      fileNo: file.fileNo,
      lines: records.map(({ line }) => line),
      first: done,
      now: run.now,
    }
    const { outcomes, waiting } = settleWaiting(run, file, batch, chunk.outcomes, waits)
    const position = { done: done + records.length, counts: count(counts, outcomes) }
    await moveCursor(tx, run, file, done, position)
    await overlay.apply(chunk.operations, cause, chunk.lastId)
    if (chunk.mails.length > 0) storePlannedMails(tx, run, cause, chunk.mails)
    for (const statement of logStatements(run, file.fileNo, done, batch, outcomes)) tx.send(statement)
    writeWaiting(tx, run, file, waiting)
    await memory.forget(chunk.forgotten)
    await memory.remember(chunk.remembered, chunk.staleAtOnce)
    return position
  })
}
