import { today } from '../../domain/values/dates.ts'
import { exportFiles, type PlannedFile, pathOf } from '../export-files.ts'
import { siteOf } from '../exports.ts'
import type { Job } from '../job.ts'
import { type Published, publishFile } from '../publish.ts'
import { gradeContent } from './content.ts'
import { exportFileName } from './file-name.ts'
import { folderOf, readDatahubSettings } from './settings.ts'

/** How such files are spelled: the original knows no other way. */
const SPELLING = { bom: false, emptyFiles: 'header', manifest: false } as const

/** Publishes the grades that changed since the last good run; all of them in the first one (Data Hub rules ). */
export async function* publishGrades({ hub, run, of, outbox }: Job): AsyncGenerator<Published> {
  const settings = readDatahubSettings(of.settings)
  const site = await siteOf(hub.store, of.organisationId, of.siteId)
  const { last, files } = await hub.store.asOrganisation(run.organisationId, async (tx) => ({
    last: await tx.db
      .selectFrom('export_run')
      .select('clock')
      .where('organisation_id', '=', run.organisationId)
      .where('export_id', '=', run.exportId)
      .where('state', '=', 'succeeded')
      .orderBy('clock', 'desc')
      .limit(1)
      .executeTakeFirst(),
    files: await exportFiles(tx, run, ['published']),
  }))
  const since = settings.exportNonIncremental ? null : (last?.clock.getTime() ?? null)
  const content = await gradeContent(hub, site, settings, run.now, since)
  const planned: PlannedFile = {
    kind: 'grades',
    date: today(run.now, site.timeZone),
    folder: folderOf(settings),
    name: exportFileName(settings.exportFile, settings.exportTimestamp, run.now, site.timeZone),
    window: { from: since ?? Number.MIN_SAFE_INTEGER, to: run.now },
  }
  const before = files.find((file) => pathOf(file) === pathOf(planned)) ?? null
  // Without a stamp each file takes the place of the one before, whoever put that there.
  yield await publishFile(
    { hub, run, exportName: of.name, outbox, settings: SPELLING, force: true },
    planned,
    before,
    content,
  )
}
