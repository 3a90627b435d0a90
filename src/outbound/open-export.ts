import type { ActivityDataset } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import { datasetRules } from './datasets/index.ts'
import { type Export, type ExportSite, siteOf } from './exports.ts'
import type { Reading } from './file-plan.ts'
import type { OutboundHub } from './hub.ts'
import type { Notices } from './notices.ts'
import { type ExportSettings, readExportSettings } from './settings/settings.ts'
import { activityOf } from './sources.ts'

/** All that the files of an export of activity are read with. Throws what its settings or its site are refused with. */
export async function openReading(
  hub: OutboundHub,
  of: Export,
  dataset: ActivityDataset,
  notices: Notices,
): Promise<{ readonly reading: Reading; readonly site: ExportSite }> {
  const settings = readExportSettings(of.settings)
  const site = await siteOf(hub.store, of.organisationId, of.siteId)
  if (site.kind === 'embedded') refuseChosenPathways(site, settings)
  const filters = [settings.users, site.share].filter((filter) => filter !== null)
  const rules = datasetRules(dataset)
  return {
    site,
    reading: {
      organisationId: of.organisationId,
      exportId: of.id,
      rules,
      settings,
      source: await activityOf(hub, site, dataset),
      filters,
      notices,
    },
  }
}

function refuseChosenPathways(
  { name }: ExportSite,
  { pathwayCourses, learningPlans }: Pick<ExportSettings, 'pathwayCourses' | 'learningPlans'>,
): void {
  const field = pathwayCourses.length > 0 ? 'pathwayCourses' : learningPlans ? 'learningPlans' : null
  if (field !== null) throw refusal('RB-7126', { field, value: name })
}
