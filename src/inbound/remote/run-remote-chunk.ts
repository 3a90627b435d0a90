import type { RecordKind } from '../../domain/action.ts'
import type { Operation } from '../../domain/operation.ts'
import { isNewId, ServerIds } from '../../sites/moodle/new-ids.ts'
import { applyToMoodle } from '../../sites/moodle/write/apply.ts'
import type { Resumed, Written } from '../../sites/moodle/write/writing.ts'
import type { Batch } from '../batch.ts'
import type { Position } from '../cursor.ts'
import type { Hub } from '../hub.ts'
import { LiveMemory } from '../memory.ts'
import type { Asking } from '../plan-chunk.ts'
import type { Run, RunFile } from '../run-row.ts'
import type { RunContext } from '../waiting/run-context.ts'
import { settleWaiting } from '../waiting/settle-waiting.ts'
import { asManual } from './as-manual.ts'
import { confirmChunk } from './confirm.ts'
import type { RemoteSite } from './connection.ts'
import { confirmIntent, declareIntent, type Lease, takeIntent } from './intent.ts'
import { type PendingChunk, pendingChunk } from './pending-chunk.ts'
import { planPossible } from './plan-possible.ts'
import { settleOutcomes } from './settle-outcomes.ts'
import { storePlannedChunk } from './store-planned-chunk.ts'

/**
 * Carries out one chunk on a server of its own, in four steps: it is planned; what is to be written is stored as an
 * intent; it is written; and one transaction says what became of it. Killed before the intent, the chunk is planned anew.
 * Killed after it, `settleIntent` looks at the server and brings it to the end.
 */
export async function runRemoteChunk(
  hub: Hub,
  run: Run,
  file: RunFile,
  remote: RemoteSite,
  before: Position,
  sent: Batch,
  context: RunContext,
): Promise<Position> {
  const kind = file.kind!
  const batch = asManual(run, sent)
  const asking: Asking = { kind, verify: run.verify, context }
  remote.site.beginChunk()
  if (run.kind === 'plan')
    return storePlannedChunk(hub, run, file, remote, before, batch, asking, context.waits)
  // The memory is asked in a transaction of its own: none may wait for a server.
  const memory: Pick<LiveMemory, 'compare'> = {
    compare: (records) =>
      hub.store.asOrganisation(run.organisationId, (tx) =>
        new LiveMemory(tx, run.siteId, run.feedId, kind).compare(records),
      ),
  }
  const { planned: chunk } = await remote.firstLook.plan((site) =>
    planPossible(batch, { site, memory }, asking, remote.site),
  )
  const { outcomes, waiting } = settleWaiting(run, file, batch, chunk.outcomes, context.waits)
  const pending = pendingChunk(file.fileNo, before.done, batch, { ...chunk, outcomes, waiting })
  if (chunk.operations.length > 0) {
    await using lease = await declareIntent(hub, run, remote.name, pending)
    return await carryOut(hub, run, kind, before, remote, pending, lease, null)
  }
  const settled = { outcomes, failed: new Set<number>() }
  return hub.store.asOrganisation(run.organisationId, (tx) =>
    confirmChunk(tx, run, kind, before, pending, settled, []),
  )
}

/** Moodle raises the time limit of a call to six minutes at the most. */
const LONGEST_CALL_MS = 360_000

/** Brings to its end what an earlier process of the run was about to write. Tells whether there was anything. */
export async function settleIntent(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
  remote: RemoteSite,
): Promise<boolean> {
  const left = await takeIntent(hub, run, remote.name)
  if (left === null) return false
  await using lease = left.lease
  const file = files.find(({ fileNo }) => fileNo === left.pending.fileNo)!
  const resumed = { orphansMs: Math.max(0, LONGEST_CALL_MS - left.silentMs) }
  await carryOut(hub, run, file.kind!, file, remote, left.pending, lease, resumed)
  return true
}

async function carryOut(
  hub: Hub,
  run: Run,
  kind: RecordKind,
  before: Position,
  { site }: RemoteSite,
  pending: PendingChunk,
  lease: Lease,
  resumed: Resumed | null,
): Promise<Position> {
  const ids = new ServerIds()
  const { sealer } = hub
  const check = () => lease.check()
  const results = await applyToMoodle({ site, sealer, ids, resumed, check }, pending.operations)
  const settled = settleOutcomes(pending, kind, results)
  const written = carriedOut(pending.operations, results, ids)
  await site.noteWritten(written)
  return hub.store.asOrganisation(run.organisationId, async (tx) => {
    await confirmIntent(tx, run, lease.worker)
    return confirmChunk(tx, run, kind, before, pending, settled, written)
  })
}

/** What was done, with the ids that the server gave. */
function carriedOut(
  operations: readonly Operation[],
  results: readonly Written[],
  ids: ServerIds,
): Operation[] {
  return operations.flatMap((operation, at): Operation[] => {
    if (!results[at]!.done) return []
    const before = operation.before && known(operation.kind, operation.before, ids)
    const after = operation.after && known(operation.kind, operation.after, ids)
    // What came and went within the chunk never was on the server.
    if (before === undefined || after === undefined) return []
    return [{ ...operation, before, after } as Operation]
  })
}

function known(kind: Operation['kind'], entity: object, ids: ServerIds): object | undefined {
  const resolved = ids.resolved(kind, entity as never) as object | null
  if (resolved === null || !('id' in resolved)) return resolved ?? undefined
  const id = ids.idOf(resolved.id as number)
  return id === null || isNewId(id) ? undefined : { ...resolved, id }
}
