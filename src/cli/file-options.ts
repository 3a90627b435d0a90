import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { FILE_KINDS, type FileKind } from '../domain/action.ts'
import { DEFAULT_NAME } from '../domain/default-name.ts'
import { refusal } from '../domain/finding.ts'
import type { RunKind } from '../inbound/run-row.ts'
import { type StartRequest, startRun } from '../inbound/start-run.ts'
import { datasetOption, type FeedOptions, formatOption } from './feed-for.ts'
import type { Feed } from './find-feed.ts'
import { addSettingsOptions, type SettingsOptions, settingsFrom } from './settings-options.ts'
import type { HubContext } from './with-hub.ts'

/** How files are taken in by a feed: `import` and `plan` have these alike. */
export interface FileOptions extends SettingsOptions, FeedOptions {
  readonly kind?: FileKind
  readonly verify: boolean
  readonly again: boolean
}

export function addFileOptions(command: Command): Command {
  command
    .addOption(kindOption())
    .option('--feed <NAME>', 'the feed whose files these are', DEFAULT_NAME)
    .addOption(formatOption())
    .addOption(datasetOption())
    .option('--verify', 'ask the site about every record, also those that are as last applied', false)
    .option('--again', 'take files that were imported before once more', false)
  return addSettingsOptions(command)
}

export function kindOption(): Option {
  return new Option('--kind <KIND>', 'what the files hold; otherwise their headers say').choices(FILE_KINDS)
}

/** Throws RB-5010 for the first path at which there is nothing, before anything is taken in. */
export function refuseMissing(paths: readonly string[]): void {
  const missing = paths.find((path) => !existsSync(path))
  if (missing !== undefined) throw refusal('RB-5010', { value: missing })
}

/** What a run of the feed is to be, whatever files it gets. */
export async function requestOf(
  { organisationId }: HubContext,
  feed: Feed,
  kind: Exclude<RunKind, 'apply'>,
  options: FileOptions,
): Promise<Omit<StartRequest, 'files'>> {
  const { verify, again } = options
  return {
    organisationId,
    feedId: feed.id,
    kind,
    settings: await settingsFrom(options, feed.settings),
    verify,
    again,
  }
}

/** Takes files in as a new run of the feed, and gives its number. */
export async function startWithFiles(
  context: HubContext,
  feed: Feed,
  kind: Exclude<RunKind, 'apply'>,
  paths: readonly string[],
  options: FileOptions,
): Promise<number> {
  const files = paths.map((path) => ({ path, kind: options.kind }))
  return startRun(context.hub, { ...(await requestOf(context, feed, kind, options)), files })
}
