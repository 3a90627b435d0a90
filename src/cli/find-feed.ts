import { refusal } from '../domain/finding.ts'
import type { HubContext } from './with-hub.ts'

export interface Feed {
  readonly id: number
  readonly name: string
  readonly format: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** A feed by its name. Throws RB-8205, which names those that there are. */
export async function findFeed(context: HubContext, name: string): Promise<Feed> {
  const feeds = await findFeeds(context)
  const feed = feeds.find((candidate) => candidate.name === name)
  if (feed === undefined)
    throw refusal('RB-8205', { value: name, accepted: feeds.map((known) => known.name) })
  return feed
}

export async function findFeeds({ hub, organisationId }: HubContext): Promise<Feed[]> {
  const feeds = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('feed').select(['id', 'name', 'format', 'settings']).orderBy('name').execute(),
  )
  return feeds.map((feed) => ({ ...feed, settings: feed.settings as Feed['settings'] }))
}
