import { RECORD_KINDS } from '../domain/action.ts'
import type { SourceRecord } from '../formats/format.ts'
import { formatNamed } from '../formats/registry.ts'
import type { PlanContext } from '../planning/plan.ts'
import { prepareEnding } from './ending.ts'
import type { Hub } from './hub.ts'
import { ReadAhead } from './read-ahead.ts'
import { type Progress, runChunk } from './run-chunk.ts'
import type { Run, RunFile } from './run-row.ts'
import { finishFile, finishRun, loadRun } from './run-store.ts'
import { sourceOf } from './start-run.ts'

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
 * Carries out a run from where it stands: its files in the fixed order user, course, enrolment, each chunk by chunk.
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

  for (const kind of RECORD_KINDS) {
    for (const file of files) {
      if (file.kind !== kind || file.state !== 'waiting') continue
      const source = await sourceOf(hub, organisationId, file)
      const records = format.records(source, file.inspection!, settings, chunkRecords)
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
  batches: AsyncIterable<SourceRecord[]>,
  context: PlanContext,
  onProgress: (progress: RunProgress) => void,
): Promise<void> {
  let progress: Progress = { done: file.done, counts: file.counts, newcomers: null }
  let position = 0
  const reader = new ReadAhead(batches)
  try {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      // A resumed run passes over the records that have their outcome.
      const rest = batch.slice(Math.max(0, progress.done - position))
      position += batch.length
      if (rest.length === 0) continue
      progress = await runChunk(hub, run, file, progress, rest, context, () => reader.start())
      onProgress({ file: file.name, done: progress.done, records: file.inspection!.records })
    }
  } finally {
    await reader.close()
  }
}
