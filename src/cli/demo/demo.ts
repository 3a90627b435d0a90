import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applySiteFile } from '../../config/site-settings.ts'
import type { FileKind } from '../../domain/action.ts'
import { ACTIVITY_DATASETS } from '../../domain/activity.ts'
import { activityCsv } from '../../formats/activity-csv/format.ts'
import { applyPlan } from '../../inbound/apply-plan.ts'
import { history } from '../../inbound/history.ts'
import { type Change, countChanges, readChanges } from '../../inbound/read-changes.ts'
import { type LogEntry, readLog } from '../../inbound/read-log.ts'
import { startRun } from '../../inbound/start-run.ts'
import { execute } from '../carry-out.ts'
import { changeText } from '../change-text.ts'
import { feedFor } from '../feed-for.ts'
import { type RunReport, reportRun } from '../run-report.ts'
import { table } from '../table.ts'
import type { HubContext } from '../with-hub.ts'
import type { DemoClock } from './clock.ts'
import { nightSteps } from './night.ts'
import type { DemoStep } from './step.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples')
const FILES: Readonly<Record<FileKind, string>> = {
  user: 'user.csv',
  course: 'course.csv',
  enrolment: 'enroll.csv',
}
/** The day of `samples/activity`, the two days before it on which files came, and the night after. */
const FIRST_DAY = '2026-10-05T05:00:00Z'
const SECOND_DAY = '2026-10-06T05:00:00Z'
const NIGHT = '2026-10-07T01:00:00Z'
/** Of the changes of a plan. */
const FIRST_CHANGES = 8

/**
 * The sample university's first two days and the night after, on a hub that has nothing yet and goes by the demo's clock.
 * Each step does its work when it is asked for.
 */
export async function* demoSteps(context: HubContext, clock: DemoClock): AsyncGenerator<DemoStep> {
  const { hub, organisationId, siteId } = context
  clock.set(FIRST_DAY)
  const settings = (await sample('settings.json')) as object
  const site = await sample('site.json')
  await hub.store.asOrganisation(organisationId, (tx) => applySiteFile(tx, siteId, site))
  yield {
    title: 'A site is set up: name, zone, languages, profile fields, roles (samples/site.json)',
    document: {},
    text: '',
  }

  const first = await done(context, await start(context, 'day-1', 'import', settings))
  yield { title: 'The files of the first day are imported', ...first }

  clock.set(SECOND_DAY)
  const plan = await done(context, await start(context, 'day-2', 'plan', settings))
  const total = await countChanges(hub, organisationId, plan.run.id)
  const { changes, changed } = await lookThrough(context, plan.run.id)
  yield {
    title: 'The second day, as a plan: nothing is changed yet',
    document: { ...plan.document, total, changes },
    text: `${plan.text}\nThe first ${changes.length} of ${total} changes:\n${changes.map(changeText).join('\n')}`,
  }

  const second = await reportRun(context, await applyPlan(hub, organisationId, plan.run.id))
  yield { title: 'The plan is applied, exactly as it was shown', ...second }

  const rejected = await logOf(context, second.run.id)
  yield { title: 'Why records were rejected', document: { rejected }, text: rejectsTable(rejected) }

  yield {
    title: `What happened to ${changed}, and from which line of which file`,
    ...(await lifeOf(context, changed)),
  }

  const again = await done(context, await start(context, 'day-2', 'import', settings))
  yield { title: 'The same files once more: what was applied stays as it is', ...again }

  clock.set(NIGHT)
  const did = await done(context, await startActivity(context))
  yield { title: 'What students did on a day in October (samples/activity)', ...did }

  yield* nightSteps(context)
}

async function sample(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(SAMPLES, name), 'utf8'))
}

async function start(
  { hub, organisationId, feedId }: HubContext,
  day: string,
  kind: 'import' | 'plan',
  settings: object,
): Promise<number> {
  const files = Object.entries(FILES).map(([kind, name]) => ({
    path: join(SAMPLES, day, name),
    kind: kind as FileKind,
  }))
  return startRun(hub, { organisationId, feedId, kind, files, settings, verify: false, again: true })
}

/** The feed is made here, as `rollbook import --format activity-csv` makes it. */
async function startActivity(context: HubContext): Promise<number> {
  const { hub, organisationId } = context
  const feed = await feedFor(context, { feed: '', format: activityCsv.name })
  const files = ACTIVITY_DATASETS.map((dataset) => ({ path: join(SAMPLES, 'activity', `${dataset}.csv`) }))
  const request = { organisationId, feedId: feed.id, kind: 'import' as const, files, settings: {} }
  return startRun(hub, { ...request, verify: false, again: true })
}

/** Without sending the mails that it queues: the people of the samples do not exist. */
async function done(context: HubContext, runId: number): Promise<RunReport> {
  await execute(context, runId)
  return reportRun(context, runId)
}

/** The first changes of a plan, and the first person whose account it changes. */
async function lookThrough(
  { hub, organisationId }: HubContext,
  planId: number,
): Promise<{ changes: Change[]; changed: string }> {
  const changes: Change[] = []
  let changed: string | null = null
  for await (const change of readChanges(hub, organisationId, planId)) {
    if (changes.length < FIRST_CHANGES) changes.push(change)
    if (changed === null && change.kind === 'user' && change.change === 'updated') {
      changed = change.after!['username'] as string
    }
    if (changed !== null && changes.length === FIRST_CHANGES) break
  }
  return { changes, changed: changed! }
}

async function logOf({ hub, organisationId }: HubContext, runId: number): Promise<LogEntry[]> {
  const entries: LogEntry[] = []
  for await (const entry of readLog(hub, organisationId, runId, { outcome: 'rejected' })) entries.push(entry)
  return entries
}

function rejectsTable(entries: readonly LogEntry[]): string {
  return table(
    [{ title: 'file' }, { title: 'line', align: 'right' }, { title: 'code' }, { title: 'why' }],
    entries.map(({ file, line, code, message }) => [file, line, code, message]),
  )
}

async function lifeOf(
  { hub, organisationId, siteId }: HubContext,
  username: string,
): Promise<Pick<DemoStep, 'document' | 'text'>> {
  const { histories } = await hub.store.asOrganisation(organisationId, (tx) =>
    history(tx, siteId, 'user', username),
  )
  const entries = histories.flatMap((one) => one.entries)
  const text = entries.map((entry) => `run ${entry.run}  ${changeText(entry)}`).join('\n')
  return { document: { username, history: entries }, text }
}
