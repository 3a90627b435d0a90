import type { RosterDataset } from '../../domain/activity.ts'
import { today } from '../../domain/values/dates.ts'
import { exportFiles, type PlannedFile } from '../export-files.ts'
import { siteOf } from '../exports.ts'
import { fileName, prefixOf } from '../file-name.ts'
import type { Job } from '../job.ts'
import { type Published, publishFile } from '../publish.ts'
import { removeOld } from '../retention.ts'
import { signOfLife } from '../runs.ts'
import { readExportSettings } from '../settings/settings.ts'
import { rosterOf } from '../sources.ts'
import { rosterContent } from './content.ts'
import { rosterRules } from './index.ts'

/** Publishes a full list as it is at the time of the run, once a day: what was on a missed day, nobody knows any more. */
export async function* publishRoster(job: Job, dataset: RosterDataset): AsyncGenerator<Published> {
  const { hub, run, of, outbox, request } = job
  const settings = readExportSettings(of.settings)
  const site = await siteOf(hub.store, of.organisationId, of.siteId)
  const source = await rosterOf(hub, site, dataset, () =>
    hub.store.asOrganisation(run.organisationId, (tx) => signOfLife(tx, run)),
  )
  const content = rosterContent(source, site, rosterRules(dataset), settings)
  const date = today(run.now, settings.timeZone)
  const known = await hub.store.asOrganisation(run.organisationId, (tx) =>
    exportFiles(tx, run, ['published', 'found']),
  )
  const settled = known.find((file) => file.date === date) ?? null
  const prefix = prefixOf(dataset)
  if (settled === null || request.force === true) {
    const planned: PlannedFile = {
      kind: 'window',
      date,
      folder: settings.folder,
      name: fileName(prefix, date),
      window: { from: run.now, to: run.now },
    }
    const publication = { hub, run, exportName: of.name, outbox, settings, force: request.force === true }
    yield await publishFile(publication, planned, settled, content)
  }
  await removeOld(hub, run, { prefix, settings }, outbox, date)
}
