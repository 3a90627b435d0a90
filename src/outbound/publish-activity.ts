import type { ActivityDataset } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import { today } from '../domain/values/dates.ts'
import { activityContent, headOf } from './activity-content.ts'
import { type ExportFile, exportFiles, type PlannedFile } from './export-files.ts'
import { fileName, historyName } from './file-name.ts'
import { type Reach, type Reading, reachBefore, reachOf } from './file-plan.ts'
import type { Job } from './job.ts'
import { openReading } from './open-export.ts'
import { type Published, publishFile } from './publish.ts'
import { removeOld } from './retention.ts'
import { dueDates, type Window, windowOf } from './time/windows.ts'

/** Publishes the files of an export of activity that are due at the time of the run, and removes those that are old. */
export async function* publishActivity(job: Job, dataset: ActivityDataset): AsyncGenerator<Published> {
  const { hub, run, of, outbox, request, notices } = job
  const { reading } = await openReading(hub, of, dataset, notices)
  headOf(reading)
  const known = await Known.read(job)
  const date = today(run.now, reading.settings.timeZone)
  if (request.history) yield await publishHistory(job, reading, known, date)
  else if (request.window !== undefined) yield* publishGiven(job, reading, known, request.window)
  else yield* publishDue(job, reading, known, date)
  const own = { prefix: reading.rules.prefix, settings: reading.settings }
  await removeOld(hub, run, own, outbox, date)
}

/** What is settled of an export before the run. */
class Known {
  readonly #files: readonly ExportFile[]

  static async read({ hub, run }: Job): Promise<Known> {
    return new Known(
      await hub.store.asOrganisation(run.organisationId, (tx) =>
        exportFiles(tx, run, ['published', 'found', 'skipped']),
      ),
    )
  }

  private constructor(files: readonly ExportFile[]) {
    this.#files = files
  }

  on(wanted: string): ExportFile | undefined {
    return this.#windows().find(({ date }) => date === wanted)
  }

  /** The newest settled date up to one, `YYYY-MM-DD`. */
  lastUpTo(date: string): string | null {
    const dates = this.#windows().map((file) => file.date)
    return dates
      .filter((one) => one <= date)
      .reduce<string | null>((a, b) => (a === null || b > a ? b : a), null)
  }

  history(): ExportFile | undefined {
    return this.#files.find(({ kind }) => kind === 'history')
  }

  /** Where the export went live (outbound rule O-36): the end of its history, else the start of its first window. */
  wentLive(): number | null {
    const first = this.#windows().find(({ state }) => state !== 'found')
    return this.history()?.window.to ?? first?.window.from ?? null
  }

  #windows(): ExportFile[] {
    return this.#files.filter(({ kind }) => kind === 'window')
  }
}

/** Outbound rules O-39 and O-41. */
async function* publishDue(
  job: Job,
  reading: Reading,
  known: Known,
  date: string,
): AsyncGenerator<Published> {
  const { catchUp, lookbackDays, timeZone, startFrom } = reading.settings
  let live = startFrom ?? known.wentLive()
  for (const due of dueDates(date, known.lastUpTo(date), catchUp, lookbackDays)) {
    const settled = known.on(due)
    const again = due === date && (job.request.force === true || settled?.state === 'skipped')
    if (settled !== undefined && !again) continue
    const window = settled?.window ?? windowOf(due, timeZone)
    live ??= window.from
    const replaced = settled === undefined || settled.state === 'skipped' ? null : settled
    yield await publishWindow(job, reading, due, reachOf(reading, window, live), replaced)
  }
}

/** Outbound rule O-43. What is asked for by name is sent though it was before the export went live by itself. */
async function* publishGiven(
  job: Job,
  reading: Reading,
  known: Known,
  window: Window,
): AsyncGenerator<Published> {
  const { timeZone, startFrom } = reading.settings
  if (window.from >= window.to) {
    const [first, second] = [window.from, window.to].map((instant) => new Date(instant).toISOString())
    throw refusal('RB-7119', { first: first!, second: second! })
  }
  const date = today(window.to, timeZone)
  const settled = known.on(date)
  const free = settled === undefined || settled.state === 'skipped'
  if (!free && job.request.force !== true) return
  const live = startFrom ?? Math.min(known.wentLive() ?? window.from, window.from)
  yield await publishWindow(job, reading, date, reachOf(reading, window, live), free ? null : settled)
}

async function publishHistory(job: Job, reading: Reading, known: Known, date: string): Promise<Published> {
  const { timeZone, startFrom, folder } = reading.settings
  const before = known.history()
  if (before !== undefined) throw refusal('RB-7117', { value: job.of.name, name: before.name })
  const reach = reachBefore(startFrom ?? known.wentLive() ?? windowOf(date, timeZone).from)
  const name = historyName(reading.rules.prefix, date)
  return publish(job, reading, { kind: 'history', date, folder, name, window: reach.window }, reach, null)
}

function publishWindow(
  job: Job,
  reading: Reading,
  date: string,
  reach: Reach,
  replaced: ExportFile | null,
): Promise<Published> {
  const { rules, settings } = reading
  const name = fileName(rules.prefix, date)
  const planned: PlannedFile = { kind: 'window', date, folder: settings.folder, name, window: reach.window }
  return publish(job, reading, planned, reach, replaced)
}

async function publish(
  { hub, run, of, outbox, request }: Job,
  reading: Reading,
  planned: PlannedFile,
  reach: Reach,
  replaced: ExportFile | null,
): Promise<Published> {
  await using content = await activityContent(hub, run, reading, reach, replaced?.id ?? null)
  const { settings } = reading
  const force = request.force === true
  const publication = { hub, run, exportName: of.name, outbox, settings, force }
  // Awaited here, because the rows go away with this block.
  return await publishFile(publication, planned, replaced, content)
}
