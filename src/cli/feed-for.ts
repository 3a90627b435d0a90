import { Option } from 'commander'
import { addFeed } from '../config/feed-settings.ts'
import { ACTIVITY_DATASETS, type ActivityDataset } from '../domain/activity.ts'
import { refusal } from '../domain/finding.ts'
import { activityCsv } from '../formats/activity-csv/format.ts'
import { FORMATS } from '../formats/registry.ts'
import { type Feed, findFeed, findFeeds } from './find-feed.ts'
import type { HubContext } from './with-hub.ts'

/** Which feed files are for: one by its name, or one made on the fly for a format. */
export interface FeedOptions {
  readonly feed: string
  readonly format?: string
  readonly dataset?: ActivityDataset
}

export function formatOption(): Option {
  return new Option(
    '--format <FORMAT>',
    'instead of --feed: a feed of this format and name, made when missing',
  )
    .choices(FORMATS.map(({ name }) => name))
    .conflicts('feed')
}

export function datasetOption(): Option {
  return new Option(
    '--dataset <DATASET>',
    `what files of ${activityCsv.name} tell of; otherwise their headers say`,
  )
    .choices(ACTIVITY_DATASETS)
    .conflicts('feed')
    .implies({ format: activityCsv.name })
}

/**
 * The feed that the options mean. One that is made is called after its format, and after the dataset where one is given.
 * Throws RB-8205 for an unknown feed, RB-8037 when a feed of another format has the name.
 */
export async function feedFor(context: HubContext, options: FeedOptions): Promise<Feed> {
  const { feed, format, dataset } = options
  if (format === undefined) return findFeed(context, feed)
  const { hub, organisationId } = context
  const name = dataset === undefined ? format : `${format}-${dataset}`
  const known = (await findFeeds(context)).find((candidate) => candidate.name === name)
  if (known !== undefined && known.format !== format) throw refusal('RB-8037', { value: name })
  if (known !== undefined) return known
  const settings = dataset === undefined ? {} : { dataset }
  await hub.store.asOrganisation(organisationId, (tx) =>
    addFeed(tx, organisationId, name, { format, settings }),
  )
  return findFeed(context, name)
}
