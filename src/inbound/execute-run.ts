import { PROCESSING_ORDER } from '../domain/action.ts'
import { RollbookError } from '../domain/finding.ts'
import type { SourceRecord } from '../formats/format.ts'
import { formatNamed } from '../formats/registry.ts'
import { waitForOf } from '../formats/waiting-settings.ts'
import { type Batch, batchOf } from './batch.ts'
import { prepareEnding } from './ending.ts'
import { renewPlan } from './guard/clear-plan.ts'
import { judgePlan } from './guard/judge-plan.ts'
import { judgeRun } from './guard/judge-run.ts'
import { sieved } from './guard/sieve.ts'
import type { Hub } from './hub.ts'
import { leaveRun } from './interrupted-runs.ts'
import type { Outline } from './outline/outline.ts'
import { keepOutline } from './outline/stored-outline.ts'
import { ReadAhead } from './read-ahead.ts'
import { recordsOf } from './records-of.ts'
import type { RemoteSite } from './remote/connection.ts'
import { executeRemoteFile } from './remote/execute-remote-file.ts'
import { openRun } from './remote/open-run.ts'
import { noteExpired } from './removals/expired.ts'
import { heldRunsOf } from './removals/hold-apart.ts'
import { removalWayOf } from './removals/missing-file.ts'
import { removalRecords } from './removals/removal-records.ts'
import { AT_THE_BEGINNING, type AtHand, type Progress, runChunk } from './run-chunk.ts'
import type { Run, RunFile } from './run-row.ts'
import { finishFile, finishRun, loadRun } from './run-store.ts'
import { siblingsOf } from './start-run.ts'
import { forgetNoted, noteWaiting } from './waiting/note-waiting.ts'
import { retryElsewhere } from './waiting/retry-elsewhere.ts'
import type { RunContext } from './waiting/run-context.ts'
import { inOrder, isWaitingFile } from './waiting/waiting-file.ts'
import { wantsOfAll } from './wants.ts'

/**
 * Records that one transaction takes: long enough that statements cost little each, short enough to hold up nobody.
 * Several chunks are in hand at once: read ahead, planned, being written. Half as many records each cost a file that is
 * as it was an eighth more time (a million users, PostgreSQL); more would pass the 5,000 that one chunk may hold.
 */
export const CHUNK_RECORDS = 4000

/** From this many on, a run is long work. */
const LONG_RUN_RECORDS = 10_000

export interface RunProgress {
  readonly file: string
  readonly done: number
  readonly records: number
}

/**
 * Carries out a run from where it stands: its files in the fixed order of their kinds, each chunk by chunk.
 * Used to begin a run and to resume one: there is no other way to go on than the way to begin.
 *
 * Throws only what the caller must know of: that another process carries out the run (RB-5006), or that the archive or
 * the database failed, or that `onProgress` threw. The run then stays `running`, and can be resumed at once, unless another
 * process has it.
 */
export async function executeRun(
  hub: Hub,
  organisationId: number,
  runId: number,
  onProgress: (progress: RunProgress) => void = () => undefined,
  // Smaller only where a test ends a run in the middle, or compares chunks.
  chunkRecords = CHUNK_RECORDS,
): Promise<void> {
  try {
    await carryOut(hub, organisationId, runId, onProgress, chunkRecords)
  } catch (error) {
    const isElsewhere = error instanceof RollbookError && error.finding.code === 'RB-5006'
    // Where the store cannot be reached either, the run's last sign of life grows old by itself.
    if (!isElsewhere) await leaveRun(hub, organisationId, runId).catch(() => undefined)
    throw error
  }
}

async function carryOut(
  hub: Hub,
  organisationId: number,
  runId: number,
  onProgress: (progress: RunProgress) => void,
  chunkRecords: number,
): Promise<void> {
  const { remote, ...opened } = await openRun(hub, organisationId, runId)
  const isNew = await renewPlan(hub, opened.run, opened.files)
  const loaded = isNew ? await loadRun(hub, organisationId, runId) : opened
  const format = formatNamed(loaded.run.format)
  const settings = format.settings(loaded.run.settings)
  // Only a format that looks into several files at once needs them once more.
  const siblings = format.inspectAll === undefined ? [] : await siblingsOf(hub, organisationId, loaded.files)
  const noted = await noteWaiting(hub, loaded.run, loaded.files)
  // A server looks after its own enrolments that expire.
  const loadedFiles =
    remote === null && !loaded.run.isJudged
      ? await noteExpired(hub, loaded.run, noted, format, settings)
      : noted
  const context: RunContext = {
    policy: format.policy(settings),
    passwords: hub.passwords,
    now: loaded.run.now,
    waits: { forMs: waitForOf(settings), open: loaded.run.hasWaiting },
  }
  const work = { run: loaded.run, files: loadedFiles, format, settings, siblings }
  const { run, files } = await judgeRun(hub, work, context, remote)

  const ahead = files
    .filter(({ state }) => state === 'waiting')
    .reduce((sum, { inspection, done }) => sum + inspection!.records - done, 0)
  if (ahead >= LONG_RUN_RECORDS) await hub.store.warmUp()
  for (const kind of PROCESSING_ORDER) {
    const expected = files.reduce(
      (sum, file) => sum + (file.kind === kind ? (file.inspection?.records ?? 0) : 0),
      0,
    )
    let outline: Outline | null = null
    for (const file of inOrder(files)) {
      if (file.kind !== kind || file.state !== 'waiting' || removalWayOf(file) !== null) continue
      const records = await recordsOf(hub, { ...work, run }, file, chunkRecords)
      const taken = sieved(hub, run, file, records)
      // What is taken is read from the database, which has one connection on PGlite: not while a chunk has it.
      const readAhead = run.sieve === null && !isWaitingFile(file)
      const list = readAhead ? { outline, expected } : null
      outline = await executeFile(hub, run, remote, file, taken, context, onProgress, list)
      await finishFile(hub, run, file, (tx) => keepOutline(tx, { ...run, kind }, outline))
    }
  }
  for (const kind of PROCESSING_ORDER.toReversed()) {
    for (const file of files) {
      const how = removalWayOf(file)
      if (file.kind !== kind || file.state !== 'waiting' || how === null) continue
      const records = removalRecords(hub, run, file, how, format.method ?? 'manual', chunkRecords)
      const taken = sieved(hub, run, file, records)
      // These too are read from the database.
      await executeFile(hub, run, remote, file, taken, context, onProgress, null)
      await finishFile(hub, run, file)
    }
  }
  if (remote === null && (await judgePlan(hub, run, settings))) {
    return executeRun(hub, organisationId, runId, onProgress, chunkRecords)
  }
  let retries: readonly number[] = []
  await finishRun(hub, run, await prepareEnding(hub, run, settings), async (tx) => {
    if (run.kind !== 'plan' && files.some(isWaitingFile)) await forgetNoted(tx, run)
    retries = await retryElsewhere(tx, hub, run, files, remote)
  })
  for (const next of [...(await heldRunsOf(hub, run)), ...retries]) {
    await executeRun(hub, organisationId, next, onProgress, chunkRecords)
  }
  await hub.store.tidy()
}

/** @param list null for records that are read from the database, and are no list that a feed sends */
async function executeFile(
  hub: Hub,
  run: Run,
  remote: RemoteSite | null,
  file: RunFile,
  records: AsyncIterable<SourceRecord[]>,
  context: RunContext,
  onProgress: (progress: RunProgress) => void,
  list: (Pick<Progress, 'outline'> & Pick<AtHand, 'expected'>) | null,
): Promise<Outline | null> {
  const readAhead = list !== null
  const tell = ({ done }: Pick<Progress, 'done'>) =>
    onProgress({ file: file.name, done, records: file.inspection!.records })
  let progress: Progress = { done: file.done, counts: file.counts, ...AT_THE_BEGINNING, ...list }
  const isNew = () => progress.newcomers !== null
  const isKnown = (digest: string) => progress.outline?.knows(digest) ?? false
  const rest = batches(records, file.done, async (some) => {
    const batch = await batchOf(some, hub.hashRecord, isKnown)
    return isNew() ? { ...batch, wants: wantsOfAll(batch.records, context.policy) } : batch
  })
  if (remote !== null) {
    await executeRemoteFile(hub, run, file, remote, rest, context, tell)
    return null
  }
  const reader = new ReadAhead(rest)
  const whileWaiting = () => reader.start()
  try {
    let batch = await reader.next()
    while (batch !== undefined) {
      const next = readAhead ? await reader.next() : undefined
      const atHand = {
        batch,
        ...(list !== null && { whileWaiting, expected: list.expected }),
        ...(next !== undefined && { next }),
      }
      progress = await runChunk(hub, run, file, progress, atHand, context)
      tell(progress)
      batch = readAhead ? next : await reader.next()
    }
    return progress.outline
  } finally {
    await reader.close()
  }
}

/** A resumed run passes over the records that have their outcome. */
async function* batches(
  records: AsyncIterable<SourceRecord[]>,
  done: number,
  batchOf: (records: readonly SourceRecord[]) => Promise<Batch>,
): AsyncGenerator<Batch> {
  let position = 0
  for await (const some of records) {
    const rest = some.slice(Math.max(0, done - position))
    position += some.length
    if (rest.length > 0) yield await batchOf(rest)
  }
}
