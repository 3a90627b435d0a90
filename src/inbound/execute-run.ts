import { PROCESSING_ORDER } from '../domain/action.ts'
import type { SourceRecord } from '../formats/format.ts'
import { formatNamed } from '../formats/registry.ts'
import type { PlanContext } from '../planning/plan.ts'
import { type Batch, batchOf } from './batch.ts'
import { prepareEnding } from './ending.ts'
import type { Hub } from './hub.ts'
import { ReadAhead } from './read-ahead.ts'
import { AT_THE_BEGINNING, type Progress, runChunk } from './run-chunk.ts'
import type { Run, RunFile } from './run-row.ts'
import { finishFile, finishRun, loadRun } from './run-store.ts'
import { siblingsOf, sourceOf } from './start-run.ts'

/**
 * Records that one transaction takes: long enough that statements cost little each, short enough to hold up nobody.
 * With 5,000 a chunk outlives V8's young generation, which costs a first import a quarter more of the processor; with
 * fewer than 2,000 the statements that each chunk has whatever its size cost more than that.
 */
export const CHUNK_RECORDS = 3000

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
 * the database failed. The run then stays `running`, and can be resumed.
 */
export async function executeRun(
  hub: Hub,
  organisationId: number,
  runId: number,
  onProgress: (progress: RunProgress) => void = () => undefined,
  // Smaller only where a test ends a run in the middle, or compares chunks.
  chunkRecords = CHUNK_RECORDS,
): Promise<void> {
  const { run, files } = await loadRun(hub, organisationId, runId)
  const format = formatNamed(run.format)
  const settings = format.settings(run.settings)
  const context: PlanContext = { policy: format.policy(settings), passwords: hub.passwords, now: run.now }

  // Only a format that looks into several files at once needs them once more.
  const siblings = format.inspectAll === undefined ? [] : await siblingsOf(hub, organisationId, files)

  for (const kind of PROCESSING_ORDER) {
    for (const file of files) {
      if (file.kind !== kind || file.state !== 'waiting') continue
      const source = await sourceOf(hub, organisationId, file)
      const records = format.records(source, file.inspection!, settings, chunkRecords, siblings)
      await executeFile(hub, run, file, records, context, onProgress)
      await finishFile(hub, run, file)
    }
  }
  await finishRun(hub, run, await prepareEnding(hub, run, settings))
  await hub.store.tidy()
}

async function executeFile(
  hub: Hub,
  run: Run,
  file: RunFile,
  records: AsyncIterable<SourceRecord[]>,
  context: PlanContext,
  onProgress: (progress: RunProgress) => void,
): Promise<void> {
  let progress: Progress = { done: file.done, counts: file.counts, ...AT_THE_BEGINNING }
  const reader = new ReadAhead(batches(records, file.done, hub.hashRecord))
  const whileWaiting = () => reader.start()
  try {
    let batch = await reader.next()
    while (batch !== undefined) {
      const next = await reader.next()
      const atHand = { batch, whileWaiting, ...(next !== undefined && { next }) }
      progress = await runChunk(hub, run, file, progress, atHand, context)
      onProgress({ file: file.name, done: progress.done, records: file.inspection!.records })
      batch = next
    }
  } finally {
    await reader.close()
  }
}

/** A resumed run passes over the records that have their outcome. */
async function* batches(
  records: AsyncIterable<SourceRecord[]>,
  done: number,
  hashRecord: Hub['hashRecord'],
): AsyncGenerator<Batch> {
  let position = 0
  for await (const some of records) {
    const rest = some.slice(Math.max(0, done - position))
    position += some.length
    if (rest.length > 0) yield batchOf(rest, hashRecord)
  }
}
