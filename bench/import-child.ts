/**
 * One import in a process of its own: `node bench/import-child.ts JOB`, with DATABASE_URL for a server. Writes an
 * `ImportMeasured` as JSON. The clock runs from taking the files in to the end of the run, not while the store opens.
 */
import { openHub } from '../src/cli/open-hub.ts'
import { ensureDefaults } from '../src/config/first-setup.ts'
import { addMoodleSite } from '../src/config/moodle-sites.ts'
import { executeRun } from '../src/inbound/execute-run.ts'
import { startRun } from '../src/inbound/start-run.ts'
import type { WsSettings } from '../src/transport/moodle-ws/settings.ts'

export interface ImportJob {
  readonly dataFolder: string
  readonly files: readonly string[]
  readonly again: boolean
  /** Of the feed; absent: Data Hub's CSV files. */
  readonly format?: string
  /** Of the run, in the words of the format; absent: whoever is there is updated, as in feeds that send everybody. */
  readonly settings?: object
  /** The Moodle server that the feed fills; absent: Rollbook's own site. */
  readonly moodle?: Pick<WsSettings, 'url' | 'token'>
}

export interface ImportMeasured {
  readonly seconds: number
  /** Highest resident memory of the whole process, in units of a million bytes. */
  readonly peakMB: number
  readonly state: string
  /** Records by outcome, over all files. */
  readonly counts: Readonly<Record<string, number>>
}

const job = JSON.parse(process.argv[2]!) as ImportJob
process.stdout.write(JSON.stringify(await measure(job)))

async function measure({
  dataFolder,
  files,
  again,
  format,
  settings,
  moodle,
}: ImportJob): Promise<ImportMeasured> {
  await using hub = await openHub({ dataFolder, databaseUrl: process.env['DATABASE_URL'] })
  const { organisationId, feedId } = await ensureDefaults(hub.store)
  if (moodle !== undefined) {
    await hub.store.asOrganisation(organisationId, async (tx) => {
      const siteId = await addMoodleSite(tx, hub.sealer, organisationId, 'moodle', moodle)
      await tx.db.updateTable('feed').set({ site_id: siteId }).where('id', '=', feedId).execute()
    })
  }
  if (format !== undefined) {
    await hub.store.asOrganisation(organisationId, ({ db }) =>
      db.updateTable('feed').set({ format }).where('id', '=', feedId).execute(),
    )
  }
  const began = performance.now()
  const runId = await startRun(hub, {
    organisationId,
    feedId,
    kind: 'import',
    files: files.map((path) => ({ path })),
    settings: settings ?? { createOrUpdate: true },
    verify: false,
    again,
  })
  await executeRun(hub, organisationId, runId)
  const seconds = (performance.now() - began) / 1000
  const done = await hub.store.asOrganisation(organisationId, async ({ db }) => ({
    run: await db.selectFrom('run').select('state').where('id', '=', runId).executeTakeFirstOrThrow(),
    files: await db.selectFrom('run_file').select('counts').where('run_id', '=', runId).execute(),
  }))
  const counts: Record<string, number> = {}
  for (const file of done.files) {
    for (const [outcome, records] of Object.entries(file.counts as Record<string, number>)) {
      counts[outcome] = (counts[outcome] ?? 0) + records
    }
  }
  return { seconds, peakMB: (process.resourceUsage().maxRSS * 1024) / 1e6, state: done.run.state, counts }
}
