import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { FILE_KINDS, type RecordKind } from '../domain/action.ts'
import { type Finding, finding, refusal } from '../domain/finding.ts'
import { openContainer } from '../formats/containers/container.ts'
import { TABLE_NAMES, XML_NAMES } from '../formats/containers/entry-name.ts'
import { feedSettingsOf, isDryRun } from '../formats/feed-settings.ts'
import type { SourceFile } from '../formats/format.ts'
import { formatNamed } from '../formats/registry.ts'
import type { Tx } from '../store/store.ts'
import { archivedPath } from './archive.ts'
import { supersedeHeld } from './guard/held-runs.ts'
import type { Hub } from './hub.ts'
import { checkLogFolder } from './log-files.ts'
import { profileColumnWarnings } from './profile-columns.ts'
import { refusedBySite } from './refused-by-site.ts'
import type { RunKind } from './run-row.ts'
import { type Arrival, type GivenFile, type Intake, takeIn } from './take-in.ts'

export type { GivenFile }

export interface StartRequest {
  readonly organisationId: number
  readonly feedId: number
  readonly kind: Exclude<RunKind, 'apply'>
  readonly files: readonly GivenFile[]
  /** Settings for this run alone, over those of the feed. */
  readonly settings: object
  /** Ask the site about every record, also those that are as last applied. */
  readonly verify: boolean
  /** Take files that were imported before once more. */
  readonly again: boolean
  /** Name of the working folder in which the files lie, when they came from the feed's folder (`import-folder.ts`). */
  readonly intake?: string
}

/**
 * Takes files in: each is archived under its hash, looked at as a whole, and becomes a file of a new run, or is refused
 * as a whole (Data Hub rule F-13). A file with several kinds of record becomes several files of the run. Nothing of the
 * site is touched. Gives the run's number.
 */
export async function startRun(hub: Hub, request: StartRequest): Promise<number> {
  const { organisationId, feedId } = request
  const feed = await hub.store.asOrganisation(organisationId, async ({ db }) =>
    db.selectFrom('feed').selectAll().where('id', '=', feedId).executeTakeFirstOrThrow(),
  )
  const settings = { ...feed.settings, ...request.settings }
  const format = formatNamed(feed.format)
  const parsed = format.settings(settings)
  if (request.kind === 'import') await checkLogFolder(hub, organisationId, feedSettingsOf(parsed))

  if (await isLong(request.files)) await hub.store.warmUp()
  const taken = await takeIn(hub, organisationId, request.files, format, parsed)
  const kind = request.kind === 'import' && isDryRun(parsed) ? 'plan' : request.kind
  return hub.store.asOrganisation(organisationId, (tx) =>
    storeRun(tx, hub, { ...request, kind }, { ...feed, settings }, taken),
  )
}

/** Some ten thousand records. */
const LONG_RUN_BYTES = 1 << 20

async function isLong(files: readonly GivenFile[]): Promise<boolean> {
  const sizes = await Promise.all(
    files.map(({ path }) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0) >= LONG_RUN_BYTES
}

/** The files of a run, opened again from the archive. */
export async function sourceOf(
  hub: Hub,
  organisationId: number,
  file: { name: string; sha256: string; size: number; entry: number; kind: RecordKind | null },
): Promise<SourceFile> {
  const path = await archivedPath(hub.dataFolder, organisationId, file)
  const sources = await openContainer(
    path,
    file.name,
    FILE_KINDS.find((kind) => kind === file.kind),
    // What an archive may hold was judged when it came.
    [...TABLE_NAMES, ...XML_NAMES],
  )
  const source = sources[file.entry]
  if (source === undefined) throw refusal('RB-5007', { value: file.sha256 })
  return source
}

/** The same for all files of a run: for formats that look into several at once (`Format.records`). Each once. */
export async function siblingsOf(
  hub: Hub,
  organisationId: number,
  files: readonly Parameters<typeof sourceOf>[2][],
): Promise<SourceFile[]> {
  const places = new Map<string, (typeof files)[number]>()
  for (const file of files) {
    const place = `${file.sha256}:${file.entry}`
    // What a list lacks stands beside it under a name of its own; the file that was sent comes first.
    if (!places.has(place)) places.set(place, file)
  }
  return Promise.all(Array.from(places.values(), (file) => sourceOf(hub, organisationId, file)))
}

async function storeRun(
  tx: Tx,
  hub: Hub,
  request: StartRequest,
  feed: { id: number; site_id: number; format: string; settings: object },
  { arrivals, intake }: { readonly arrivals: readonly Arrival[]; readonly intake: readonly Intake[] },
): Promise<number> {
  const { organisationId, kind, verify } = request
  const now = new Date(hub.now())
  const inserted = await tx.db
    .insertInto('run')
    .values({
      organisation_id: organisationId,
      feed_id: feed.id,
      site_id: feed.site_id,
      kind,
      state: 'running',
      verify,
      settings: JSON.stringify(feed.settings),
      clock: now,
      started_at: now,
      heartbeat_at: now,
      // Of the time before the run looked at the site: a plan is stale when the site moved at any time since.
      site_revision: sql<number>`(select revision from site where id = ${feed.site_id})`,
      intake: request.intake ?? null,
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'intake']).where('intake', 'is not', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (inserted === undefined) throw refusal('RB-5042', { value: request.intake! })
  const { id } = inserted
  if (kind === 'import') await supersedeHeld(tx, organisationId, feed.id, id)
  for (const [index, file] of intake.entries()) {
    const seen = request.again || file.inspection === null ? null : await importedBefore(tx, request, file)
    const [unknownColumn] =
      file.inspection !== null && formatNamed(feed.format).refusesUnknownProfileFields === true
        ? await profileColumnWarnings(tx, feed.site_id, file.inspection, 'RB-1306')
        : []
    const bySite = await refusedBySite(tx, feed.site_id, file.inspection)
    const refused = file.finding ?? seen ?? bySite ?? unknownColumn ?? null
    const inspection =
      file.inspection === null
        ? null
        : {
            ...file.inspection,
            warnings: [
              ...file.inspection.warnings,
              ...(await profileColumnWarnings(tx, feed.site_id, file.inspection)),
            ],
          }
    await tx.db
      .insertInto('run_file')
      .values({
        organisation_id: organisationId,
        run_id: id,
        file_no: index + 1,
        name: file.name,
        kind: file.inspection?.kind ?? null,
        entry: file.entry,
        sha256: file.archived.sha256,
        size: file.archived.size,
        state: refused !== null ? 'refused' : inspection === null ? 'done' : 'waiting',
        inspection: inspection === null ? null : JSON.stringify(inspection),
        records: refused === null ? (file.inspection?.records ?? 0) : 0,
        done: 0,
        counts: '{}',
        finding: refused === null ? null : JSON.stringify(refused),
      })
      .execute()
  }
  for (const { name, archived } of arrivals) {
    await tx.db
      .insertInto('arrival')
      .values({ organisation_id: organisationId, feed_id: feed.id, name, ...archived, received_at: now })
      .execute()
  }
  return id
}

/** A file that this feed carried out already is not taken twice: its second arrival is mostly a mistake. */
async function importedBefore(tx: Tx, request: StartRequest, file: Intake): Promise<Finding | null> {
  const { rows } = await sql<{ id: number }>`
    select run.id from run_file f join run on run.organisation_id = f.organisation_id and run.id = f.run_id
    where f.organisation_id = ${request.organisationId} and f.sha256 = ${file.archived.sha256}
      and f.entry = ${file.entry} and f.state = 'done' and run.feed_id = ${request.feedId} and run.kind <> 'plan'
    order by run.id desc limit 1`.execute(tx.db)
  return rows.length === 0 ? null : finding('RB-5001', { value: file.name, run: rows[0]!.id })
}
