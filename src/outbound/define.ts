import type { Dataset } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import { parseSettings } from '../formats/settings.ts'
import type { Tx } from '../store/store.ts'
import { checkedPath } from '../transport/storage/paths.ts'
import { readDatahubSettings } from './datahub/settings.ts'
import { datasetRules } from './datasets/index.ts'
import { checkDestinations } from './delivery/destinations.ts'
import { exportNamed, isActivity, type Layout, listExports } from './exports.ts'
import { prefixOf } from './file-name.ts'
import { headingsOf } from './headings.ts'
import { rosterColumns, rosterRules } from './rosters/index.ts'
import { columnsOf } from './row-maker.ts'
import { contractSettings, datahubGradeSettings } from './settings/schema.ts'
import { readExportSettings } from './settings/settings.ts'
import { checkTimes } from './settings/times.ts'

export interface NewExport {
  readonly name: string
  readonly dataset: Dataset
  readonly layout?: Layout
  readonly siteId: number
  /** Those that differ from the defaults. */
  readonly settings?: object
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/**
 * Makes an export. Throws RB-7108 for a name that is none, RB-7107 when there is one of it, RB-7109 when another export
 * publishes files of the same names into the same folder, and what `checkSettings` throws.
 */
export async function addExport(
  tx: Tx,
  organisationId: number,
  { name, dataset, layout = 'contract', siteId, settings = {} }: NewExport,
): Promise<void> {
  if (!NAME.test(name)) throw refusal('RB-7108', { value: name })
  checkSettings(dataset, layout, settings)
  await refuseSameFiles(tx, organisationId, { name, dataset, layout, settings })
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('export')
    .values({
      organisation_id: organisationId,
      site_id: siteId,
      name,
      dataset,
      layout,
      settings: JSON.stringify(settings),
    })
    .onConflict((on) => on.columns(['organisation_id', 'name']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) throw refusal('RB-7107', { value: name })
}

/** Takes the settings of an export as a whole. Throws RB-7106, RB-7109, and what `checkSettings` throws. */
export async function changeExport(
  tx: Tx,
  organisationId: number,
  name: string,
  settings: object,
): Promise<void> {
  const { dataset, layout } = await exportNamed(tx, organisationId, name)
  checkSettings(dataset, layout, settings)
  await refuseSameFiles(tx, organisationId, { name, dataset, layout, settings })
  await tx.db
    .updateTable('export')
    .set({ settings: JSON.stringify(settings) })
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .execute()
}

/**
 * Throws RB-8001 to RB-8003 for a setting that is not taken, RB-7101 and RB-7102 for headings, RB-7103 for a date format,
 * RB-7104 for a time zone, RB-7105 for a retention, RB-7120 for a period, RB-7124 for a layout that the dataset does not
 * have, RB-7127 for times out of their order, RB-7202 for a folder, RB-7401 for two destinations of one name.
 */
export function checkSettings(dataset: Dataset, layout: Layout, settings: object): void {
  checkDestinations({ layout, settings })
  if (layout === 'datahub-version1') {
    if (dataset !== 'grade') throw refusal('RB-7124', { value: dataset })
    readDatahubSettings(settings)
    return
  }
  const read = readExportSettings(settings)
  checkTimes(settings, read)
  if (read.folder !== '') checkedPath(read.folder)
  const columns = isActivity(dataset) ? columnsOf(datasetRules(dataset)) : rosterColumns(rosterRules(dataset))
  headingsOf(columns, read)
}

/** All settings of an export, with the defaults. Throws RB-8001 to RB-8003. */
export function allSettings(layout: Layout, settings: object): Readonly<Record<string, unknown>> {
  return parseSettings(layout === 'contract' ? contractSettings : datahubGradeSettings, settings)
}

async function refuseSameFiles(
  tx: Tx,
  organisationId: number,
  of: {
    readonly name: string
    readonly dataset: Dataset
    readonly layout: Layout
    readonly settings: object
  },
): Promise<void> {
  if (of.layout !== 'contract') return
  const other = (await listExports(tx, organisationId)).find(
    ({ name, dataset, layout, settings }) =>
      name !== of.name &&
      layout === of.layout &&
      prefixOf(dataset) === prefixOf(of.dataset) &&
      folderOf(settings) === folderOf(of.settings),
  )
  if (other !== undefined) throw refusal('RB-7109', { value: of.name, other: other.name })
}

function folderOf(settings: object): string {
  return (settings as { readonly folder?: string }).folder ?? ''
}
