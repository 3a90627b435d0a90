import type { RecordKind } from '../domain/action.ts'
import type { MailIntent } from '../domain/operation.ts'
import type { PlanContext } from '../planning/plan.ts'
import { EmbeddedSite, type PreparedWrites } from '../sites/embedded/embedded-site.ts'
import type { Cause, Site, SiteReader } from '../sites/site.ts'
import { leaveToLater } from '../store/later.ts'
import type { Sendable, Tx } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { moveCursor, type Position } from './cursor.ts'
import type { Hub } from './hub.ts'
import { KnownAnswers } from './known-answers.ts'
import { count, logStatements } from './log.ts'
import { queueMails, storePlannedMails } from './mail-queue.ts'
import { LiveMemory, type Memory } from './memory.ts'
import { Newcomers } from './newcomers.ts'
import { nextTurn } from './next-turn.ts'
import { Outline } from './outline/outline.ts'
import { readOutline } from './outline/stored-outline.ts'
import { OverlaySite } from './overlay/overlay-site.ts'
import { canBeLaidOver, RecentSite } from './overlay/recent-site.ts'
import { type Asking, ChunkPlanning, type PlannedChunk, planChunk, type Sources } from './plan-chunk.ts'
import { PlannedMemory } from './planned-memory.ts'
import { RecentMemory } from './recent-memory.ts'
import type { Run, RunFile } from './run-row.ts'
import type { RunContext, Waits } from './waiting/run-context.ts'
import { settleWaiting, type WaitingChanges } from './waiting/settle-waiting.ts'
import { writeWaiting } from './waiting/write-waiting.ts'

/** Where a file stands after a chunk. */
export interface Progress extends Position {
  /** Set by the first chunk of a file that fills an empty site. */
  readonly newcomers: Newcomers | null
  readonly known: KnownAnswers | null
  /** Set by the first chunk of a file, unless an earlier file of the kind had set it. */
  readonly outline: Outline | null
  /** The next chunk, planned already. */
  readonly ahead: PlannedAhead | null
}

export const AT_THE_BEGINNING: Omit<Progress, 'done' | 'counts'> = {
  newcomers: null,
  known: null,
  outline: null,
  ahead: null,
}

/** It holds as long as nobody else writes to the site: the site's revision tells. */
interface PlannedAhead {
  readonly ready: ReadyChunk
  readonly revision: number
}

/** A file's records at hand: those to carry out now, and those that follow. */
export interface AtHand {
  readonly batch: Batch
  /** Absent where nothing follows or nothing is to be planned ahead. */
  readonly next?: Batch
  /** How many records of the kind the run has in all. Absent where they are no list that a feed sends. */
  readonly expected?: number
  /** Called when the database has something to do and this process has not. */
  readonly whileWaiting?: () => void
}

/**
 * Carries out one chunk in one transaction: site, history, memory, mails, log, counters and cursor become true together
 * or not at all. Killed at any instant, the run goes on at the last chunk that was committed.
 *
 * While the database writes a chunk, the next one is planned: what the site says of it is asked before, in the same
 * transaction, and what this chunk changes is laid over the answers. The plan counts only if nobody else wrote to the
 * site until the next chunk has the lock on it.
 */
export async function runChunk(
  hub: Hub,
  run: Run,
  file: RunFile,
  progress: Progress,
  { batch, next, expected, whileWaiting = () => undefined }: AtHand,
  context: RunContext,
): Promise<Progress> {
  const asking: Asking = { kind: file.kind!, verify: run.verify, context }
  const asked = Promise.withResolvers<Ahead | null>()
  const committed = hub.store.asOrganisation(run.organisationId, async (tx) => {
    const site = await EmbeddedSite.open(tx, run.siteId)
    const newcomers = await newcomersOf(tx, run, file, progress, site.revision)
    const target: Site = run.kind === 'plan' ? await OverlaySite.over(site, tx, run) : site
    const known = progress.known?.holdsAt(site.revision)
      ? progress.known
      : new KnownAnswers(asking.kind, site.revision)
    const reader = known.reader(target)
    const memory = memoryOf(tx, run, file)
    const outline = await outlineOf(tx, run, file, progress, expected, site.revision)
    const outlined = outline?.memory(memory) ?? memory
    const ready =
      progress.ahead?.revision === site.revision
        ? progress.ahead.ready
        : makeReady(
            run,
            file,
            progress,
            batch,
            context.waits,
            await planChunk(batch, sourcesOf(reader, outlined, newcomers), asking),
          )
    const { chunk, after } = ready
    if (ready !== progress.ahead?.ready) {
      newcomers?.note(chunk)
      outline?.note(batch.keyed, chunk)
    }

    // Before anything is written: rows of a chunk that another process committed must not be met as duplicates.
    leaveToLater(tx)
    await moveCursor(tx, run, file, progress.done, after)
    const write = async () => {
      if (target === site) site.write(ready.writes, chunk.lastId)
      else await target.apply(chunk.operations, ready.cause, chunk.lastId)
      keepMails(tx, run, ready.cause, chunk.mails)
      for (const statement of ready.log) tx.send(statement)
      writeWaiting(tx, run, file, ready.waiting)
      await memory.forget(chunk.forgotten)
      await memory.remember(chunk.remembered, chunk.staleAtOnce)
    }
    const ask = async (onPeople: () => void): Promise<Ahead | null> => {
      if (next === undefined || !mayLookAhead(run, chunk, context)) return null
      const sources = sourcesAfter(chunk, reader, outlined, newcomers, asking.kind, onPeople)
      const beginning = ChunkPlanning.begin(next, sources.memory, asking)
      if (newcomers === null) whileWaiting()
      const planning = await beginning
      await planning.load(sources.site)
      return { planning, after, newcomers, outline }
    }
    // What is asked first is answered before the writes, and planned while they last. Of a first import the database is
    // asked nothing, or which people and courses there are and nothing else: it begins to write at once, or behind that.
    // Whatever is asked later is waited for as long as the writes take.
    const asks = Promise.withResolvers<void>()
    if (newcomers !== null && asking.kind === 'user') asks.resolve()
    const written = newcomers === null ? null : asks.promise.then(write)
    written?.catch(() => undefined)
    // The question goes out in this turn of the main loop.
    const coming = await ask(() => nextTurn().then(asks.resolve))
    asks.resolve()
    const writing = written ?? write()
    asked.resolve(coming)
    await writing
    return { after, revision: site.revision, newcomers, known, outline }
  })
  const coming = await Promise.race([asked.promise, committed.then(() => null)])
  const planned = (await coming?.planning.plan()) ?? null
  if (planned !== null) {
    coming!.newcomers?.note(planned)
    coming!.outline?.note(next!.keyed, planned)
  }
  const ready = planned === null ? null : makeReady(run, file, coming!.after, next!, context.waits, planned)
  whileWaiting()
  const { after, revision, newcomers, known, outline } = await committed
  newcomers?.committed(revision)
  known.committed(revision)
  outline?.committed(revision)
  return { ...after, newcomers, known, outline, ahead: ready === null ? null : { ready, revision } }
}

/** A planned chunk with all that can be said of it before there is a transaction to write it in. */
interface ReadyChunk {
  readonly chunk: PlannedChunk
  readonly cause: Cause
  readonly writes: PreparedWrites
  readonly log: readonly Sendable[]
  readonly waiting: WaitingChanges
  /** Where the file stands when it is written. */
  readonly after: Position
}

function makeReady(
  run: Run,
  file: RunFile,
  before: Position,
  batch: Batch,
  waits: Waits,
  chunk: PlannedChunk,
): ReadyChunk {
  const { operations } = chunk
  const { records } = batch
  const { fileNo } = file
  const { outcomes, waiting } = settleWaiting(run, file, batch, chunk.outcomes, waits)
  const cause: Cause = {
    runId: run.id,
    fileNo,
    lines: records.map(({ line }) => line),
    first: before.done,
    now: run.now,
  }
  return {
    chunk,
    cause,
    writes: run.kind === 'plan' ? null : EmbeddedSite.prepare(run.siteId, operations, cause),
    log: logStatements(run, fileNo, before.done, batch, outcomes),
    waiting,
    after: { done: before.done + records.length, counts: count(before.counts, outcomes) },
  }
}

/** A chunk whose planning was begun in the transaction of the one before. */
interface Ahead {
  readonly planning: ChunkPlanning
  readonly after: Position
  readonly newcomers: Newcomers | null
  readonly outline: Outline | null
}

function sourcesOf(
  site: SiteReader,
  memory: Sources['memory'],
  newcomers: Newcomers | null,
  onPeople?: () => void,
): Sources {
  return newcomers === null
    ? { site, memory }
    : { site: newcomers.reader(site, onPeople), memory: newcomers.memory(memory) }
}

/** What there is to ask as it will be after a chunk. */
function sourcesAfter(
  chunk: PlannedChunk,
  site: SiteReader,
  memory: Sources['memory'],
  newcomers: Newcomers | null,
  kind: RecordKind,
  onPeople: () => void,
): Sources {
  const { operations, lastId } = chunk
  return sourcesOf(
    operations.length === 0 ? site : new RecentSite(site, operations, lastId),
    new RecentMemory(memory, kind, chunk),
    newcomers,
    onPeople,
  )
}

/** Plans that are only shown are made one chunk after the other. */
function mayLookAhead(run: Run, { operations }: PlannedChunk, { policy }: PlanContext): boolean {
  const { enabled, from } = policy.newEnrolmentEmail
  return run.kind === 'import' && !(enabled && from === 'teacher') && canBeLaidOver(operations)
}

function keepMails(tx: Tx, run: Run, cause: Cause, mails: readonly MailIntent[]): void {
  if (mails.length === 0) return
  if (run.kind === 'plan') storePlannedMails(tx, run, cause, mails)
  else queueMails(tx, run, cause, mails)
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

async function outlineOf(
  tx: Tx,
  run: Run,
  { kind }: RunFile,
  { done, outline }: Progress,
  expected: number | undefined,
  revision: number,
): Promise<Outline | null> {
  if (expected === undefined || run.kind !== 'import' || run.verify) return null
  if (outline !== null) return outline.holdsAt(revision) ? outline : null
  if (done > 0) return null
  return new Outline(kind!, await readOutline(tx, { ...run, kind: kind! }), expected, revision)
}

function memoryOf(tx: Tx, run: Run, file: RunFile): Memory {
  if (run.kind !== 'plan') return new LiveMemory(tx, run.siteId, run.feedId, file.kind!)
  return new PlannedMemory(tx, { ...run, runId: run.id }, file.kind!)
}
