import { DEFAULT_NAME } from '../domain/default-name.ts'
import { refusal } from '../domain/finding.ts'
import { formatNamed } from '../formats/registry.ts'
import { unknownSetting } from '../formats/settings.ts'
import type { Tx } from '../store/store.ts'
import { flat, laidOver, type Nested, without } from './nested.ts'
import { siteNamed } from './site-settings.ts'

/** A feed with its settings. */
export interface FeedSettings {
  readonly name: string
  readonly format: string
  readonly site: string
  /** Only what was set; the rest is as the format has it. */
  readonly own: Nested
  /** All, with the defaults of the format. */
  readonly settings: Nested
}

/** What is to be changed in a feed's settings. */
export interface FeedChange {
  /** Laid over what is there: nested keys keep the others. */
  readonly patch: Nested
  /** Paths of settings that go back to their default. */
  readonly reset: readonly string[]
  /** The site that the feed fills from now on. */
  readonly site?: string
}

export interface NewFeed {
  readonly format: string
  readonly site?: string
  /** Those that differ from the defaults of the format. */
  readonly settings?: Nested
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** The feeds of an organisation, by name. */
export async function listFeeds(tx: Tx, organisationId: number): Promise<FeedSettings[]> {
  const rows = await tx.db
    .selectFrom('feed')
    .innerJoin('site', 'site.id', 'feed.site_id')
    .select(['feed.name', 'feed.format', 'feed.settings', 'site.name as site'])
    .where('feed.organisation_id', '=', organisationId)
    .orderBy('feed.name')
    .execute()
  return rows.map(({ settings: own, ...feed }) => ({
    ...feed,
    own: own as Nested,
    settings: formatNamed(feed.format).settings(own) as Nested,
  }))
}

/** Throws RB-8205 when there is no feed of this name. */
export async function readFeed(tx: Tx, organisationId: number, name: string): Promise<FeedSettings> {
  const feeds = await listFeeds(tx, organisationId)
  const feed = feeds.find((candidate) => candidate.name === name)
  if (feed === undefined)
    throw refusal('RB-8205', { value: name, accepted: feeds.map((known) => known.name) })
  return feed
}

/**
 * Changes the settings of a feed, after its format has read them. Runs that were started keep theirs. Throws RB-8205
 * for an unknown feed, RB-8001 to RB-8004 for settings that the format does not take, RB-8032 for an unknown site.
 */
export async function changeFeedSettings(
  tx: Tx,
  organisationId: number,
  name: string,
  { patch, reset, site }: FeedChange,
): Promise<void> {
  const feed = await readFeed(tx, organisationId, name)
  const known = flat(feed.settings).map(([path]) => path)
  for (const path of reset) {
    const isKnown = known.some((one) => one === path || one.startsWith(`${path}.`))
    if (!isKnown) throw unknownSetting([path], known)
  }
  const own = laidOver(reset.reduce(without, feed.own), patch)
  formatNamed(feed.format).settings(own)
  await tx.db
    .updateTable('feed')
    .set({
      settings: JSON.stringify(own),
      ...(site !== undefined && { site_id: await siteNamed(tx, organisationId, site) }),
    })
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .execute()
}

/**
 * Makes a feed. Throws RB-8036 for a name that is none, RB-8037 when there is a feed of it, RB-8005 and RB-8032 for an
 * unknown format or site, RB-8001 to RB-8004 for settings that the format does not take.
 */
export async function addFeed(
  tx: Tx,
  organisationId: number,
  name: string,
  { format, site = DEFAULT_NAME, settings = {} }: NewFeed,
): Promise<void> {
  if (!NAME.test(name)) throw refusal('RB-8036', { value: name })
  const siteId = await siteNamed(tx, organisationId, site)
  const known = formatNamed(format)
  known.settings(settings)
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('feed')
    .values({
      organisation_id: organisationId,
      site_id: siteId,
      name,
      format: known.name,
      settings: JSON.stringify(settings),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'name']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) throw refusal('RB-8037', { value: name })
}
