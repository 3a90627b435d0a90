import type { ActivityDataset } from '../domain/activity.ts'
import { today } from '../domain/values/dates.ts'
import { headOf } from './activity-content.ts'
import { BYTE_ORDER_MARK } from './csv/profile.ts'
import { gradeContent } from './datahub/content.ts'
import { exportFileName } from './datahub/file-name.ts'
import { periodMs } from './datahub/period.ts'
import { readDatahubSettings } from './datahub/settings.ts'
import { exportFiles, type FileCounts } from './export-files.ts'
import { type Export, exportNamed, isActivity, siteOf } from './exports.ts'
import { fileName, prefixOf } from './file-name.ts'
import { reachOf } from './file-plan.ts'
import type { OutboundHub } from './hub.ts'
import { Notices } from './notices.ts'
import { openReading } from './open-export.ts'
import { linesOf } from './packed-row.ts'
import { rosterContent } from './rosters/content.ts'
import { rosterRules } from './rosters/index.ts'
import { selectRows } from './select.ts'
import { readExportSettings } from './settings/settings.ts'
import { rosterOf } from './sources.ts'
import { type Window, windowOf } from './time/windows.ts'

/** A file as it would be published, and nothing of it remembered. */
export interface Preview {
  readonly name: string
  /** Complete when the text was read to its end. */
  readonly counts: FileCounts
  /** The whole file, piece by piece. To be read once. */
  readonly text: AsyncIterable<string>
}

/**
 * What an export would publish now: the file of the day, or that of a given window, with what was not delivered yet. Of
 * the layout of Data Hub, what its manual export gives: the changes of the period that its settings name (rule X-6).
 */
export async function previewExport(
  hub: OutboundHub,
  organisationId: number,
  name: string,
  window?: Window,
): Promise<Preview> {
  const of = await hub.store.asOrganisation(organisationId, (tx) => exportNamed(tx, organisationId, name))
  const { dataset, layout } = of
  if (layout === 'datahub-version1') return previewGrades(hub, of)
  return isActivity(dataset) ? previewActivity(hub, of, dataset, window) : previewRoster(hub, of)
}

async function previewActivity(
  hub: OutboundHub,
  of: Export,
  dataset: ActivityDataset,
  given: Window | undefined,
): Promise<Preview> {
  const { reading } = await openReading(hub, of, dataset, new Notices())
  const { settings, rules } = reading
  const date = today(given?.to ?? hub.now(), settings.timeZone)
  const window = given ?? windowOf(date, settings.timeZone)
  const files = await hub.store.asOrganisation(of.organisationId, (tx) =>
    exportFiles(tx, reading, ['published']),
  )
  const ofTheDay = files.find((file) => file.kind === 'window' && file.date === date)
  const live = files.find(({ kind }) => kind === 'window')?.window.from ?? window.from
  const reach = reachOf(reading, window, settings.startFrom ?? Math.min(live, window.from))
  const head = (settings.bom ? BYTE_ORDER_MARK : '') + headOf(reading)
  const selected = await selectRows(hub, reading, reach, ofTheDay?.id ?? null)
  return {
    name: fileName(rules.prefix, date),
    counts: selected.counts,
    text: (async function* () {
      await using rows = selected
      yield head
      for await (const batch of rows.sorted()) yield linesOf(batch).toString()
    })(),
  }
}

async function previewRoster(hub: OutboundHub, { organisationId, siteId, ...of }: Export): Promise<Preview> {
  const settings = readExportSettings(of.settings)
  const site = await siteOf(hub.store, organisationId, siteId)
  if (isActivity(of.dataset)) throw new TypeError(`${of.dataset} is no list`)
  const source = await rosterOf(hub, site, of.dataset)
  const content = rosterContent(source, site, rosterRules(of.dataset), settings)
  const name = fileName(prefixOf(of.dataset), today(hub.now(), settings.timeZone))
  return {
    name,
    counts: content.counts,
    text: textOf((settings.bom ? BYTE_ORDER_MARK : '') + content.head, content),
  }
}

async function previewGrades(hub: OutboundHub, { organisationId, siteId, ...of }: Export): Promise<Preview> {
  const settings = readDatahubSettings(of.settings)
  const site = await siteOf(hub.store, organisationId, siteId)
  const now = hub.now()
  const since = settings.exportNonIncremental ? null : now - periodMs(settings.exportIncrementalDelta)
  const content = await gradeContent(hub, site, settings, now, since)
  const name = exportFileName(settings.exportFile, settings.exportTimestamp, now, site.timeZone)
  return { name, counts: content.counts, text: textOf(content.head, content) }
}

async function* textOf(
  head: string,
  { pieces }: Awaited<ReturnType<typeof gradeContent>>,
): AsyncGenerator<string> {
  yield head
  // No file, so nothing to note rows under.
  for await (const { text } of pieces(0)) yield text.toString()
}
