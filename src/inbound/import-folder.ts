import { basename, join } from 'node:path'
import { FILE_KINDS, type FileKind } from '../domain/action.ts'
import { type FeedSettings, feedSettingsOf } from '../formats/feed-settings.ts'
import { formatNamed } from '../formats/registry.ts'
import { completeFiles, type WaitingFile } from './complete-files.ts'
import { feedFolder } from './feed-folder.ts'
import type { Hub } from './hub.ts'
import { intakesOf } from './intake.ts'
import { checkLogFolder } from './log-files.ts'
import { packagesLike } from './package-files.ts'
import { releaseIntake } from './release-intake.ts'
import { type GivenFile, type StartRequest, startRun } from './start-run.ts'

/** What a feed's folder had to give. */
export interface Collection {
  /** Name of the working folder where the files are now; null when there are none. */
  readonly intake: string | null
  readonly files: readonly GivenFile[]
  /** Files that are there and are not taken yet, and why. */
  readonly waiting: readonly WaitingFile[]
  /** Where files were looked for. */
  readonly lookedFor: readonly string[]
}

/** A run of what a feed's folder held; null: it held nothing that could be taken. */
export interface FolderRun extends Omit<Collection, 'intake' | 'files'> {
  readonly runId: number | null
}

/**
 * Starts a run of the files in the feed's folder (Data Hub rule S-1), and clears away what it took. A plan takes nothing
 * away. Killed at any instant, no file is lost and none is taken twice: the next call goes on with what was moved and
 * has no run yet. Throws what `startRun` throws, RB-8006 for a bad folder, RB-5042 when another process has the files.
 */
export async function startFromFolder(hub: Hub, request: Omit<StartRequest, 'files'>): Promise<FolderRun> {
  const { organisationId, feedId } = request
  const settings = await settingsOfFeed(hub, request)
  if (request.kind === 'import') await checkLogFolder(hub, organisationId, settings)
  const { intake, files, ...told } =
    request.kind === 'plan'
      ? await lookInto(hub, organisationId, settings)
      : await collectFolder(hub, organisationId, feedId, settings)
  if (files.length === 0) return { runId: null, ...told }
  const runId = await startRun(hub, { ...request, files, ...(intake !== null && { intake }) })
  if (intake !== null) await releaseIntake(hub, organisationId, feedId, intake, settings)
  return { runId, ...told }
}

/**
 * Moves the files of a feed's folder that are whole into a working folder of their own. What an earlier process moved
 * there and did not get to a run comes first; then the folder itself is left for the next call.
 */
export async function collectFolder(
  hub: Hub,
  organisationId: number,
  feedId: number,
  settings: FeedSettings,
): Promise<Collection> {
  const intakes = intakesOf(hub, organisationId, feedId)
  for (const intake of await intakes.list()) {
    await releaseIntake(hub, organisationId, feedId, intake, settings)
  }
  for (const intake of await intakes.list()) {
    const left = await intakes.files(intake)
    if (left.length > 0) return { intake, files: given(left, settings), waiting: [], lookedFor: [] }
    await intakes.close(intake)
  }
  const { files, ...told } = await lookInto(hub, organisationId, settings)
  if (files.length === 0) return { ...told, files }
  const intake = await intakes.collect(files.map(({ path }) => path))
  return { ...told, intake, files: given(await intakes.files(intake), settings) }
}

/** The same without moving anything. */
async function lookInto(hub: Hub, organisationId: number, settings: FeedSettings): Promise<Collection> {
  const folder = await feedFolder(hub, organisationId, 'importPath', settings.importPath)
  const named = [...new Set(FILE_KINDS.map((kind) => nameOf(kind, settings)))]
    .filter((name) => name !== '')
    .map((name) => join(folder, name))
  const { packageFile } = settings
  // Each is a delivery of its own, so one is taken at a time.
  const [first, ...others] = packageFile === '' ? [] : await packagesLike(folder, packageFile)
  const { complete, waiting: unfinished } = await completeFiles([
    ...named,
    ...(first === undefined ? [] : [join(folder, first)]),
  ])
  const later = others.map((name) => ({ path: join(folder, name), why: 'it comes after another one' }))
  const lookedFor = packageFile === '' ? named : [...named, join(folder, packageFile)]
  return { intake: null, files: given(complete, settings), waiting: [...unfinished, ...later], lookedFor }
}

function given(paths: readonly string[], settings: FeedSettings): GivenFile[] {
  return paths.map((path) => ({
    path,
    kind: FILE_KINDS.find((kind) => nameOf(kind, settings) === basename(path)),
  }))
}

function nameOf(kind: FileKind, settings: FeedSettings): string {
  return { user: settings.userFile, course: settings.courseFile, enrolment: settings.enrolmentFile }[kind]
}

/** Throws RB-8001 to RB-8005 for settings that are not good. */
async function settingsOfFeed(hub: Hub, request: Omit<StartRequest, 'files'>): Promise<FeedSettings> {
  const feed = await hub.store.asOrganisation(request.organisationId, ({ db }) =>
    db
      .selectFrom('feed')
      .select(['format', 'settings'])
      .where('id', '=', request.feedId)
      .executeTakeFirstOrThrow(),
  )
  return feedSettingsOf(formatNamed(feed.format).settings({ ...feed.settings, ...request.settings }))
}
