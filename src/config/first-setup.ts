import { DEFAULT_NAME } from '../domain/default-name.ts'
import { DEFAULT_SITE_FACTS } from '../domain/site-facts.ts'
import type { Store } from '../store/store.ts'
import { DEFAULT_ROLES } from './roles.ts'

/** The organisation, embedded site and feed that a fresh installation has, so that a first import needs no set-up. */
export interface Defaults {
  readonly organisationId: number
  readonly siteId: number
  readonly feedId: number
}

export { DEFAULT_NAME }

/** Makes the defaults when they are missing. */
export async function ensureDefaults(store: Store): Promise<Defaults> {
  return store.asHouse(async ({ db }) => {
    const existing = await db
      .selectFrom('organisation')
      .innerJoin('site', 'site.organisation_id', 'organisation.id')
      // The feed may fill another site by now.
      .innerJoin('feed', 'feed.organisation_id', 'organisation.id')
      .select(['organisation.id as organisationId', 'site.id as siteId', 'feed.id as feedId'])
      .where('organisation.name', '=', DEFAULT_NAME)
      .where('site.name', '=', DEFAULT_NAME)
      .where('feed.name', '=', DEFAULT_NAME)
      .executeTakeFirst()
    if (existing !== undefined) return existing

    const { id: organisationId } = await db
      .insertInto('organisation')
      .values({ name: DEFAULT_NAME, title: 'This organisation' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: siteId } = await db
      .insertInto('site')
      .values({
        organisation_id: organisationId,
        name: DEFAULT_NAME,
        kind: 'embedded',
        facts: JSON.stringify(DEFAULT_SITE_FACTS),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: feedId } = await db
      .insertInto('feed')
      .values({
        organisation_id: organisationId,
        site_id: siteId,
        name: DEFAULT_NAME,
        format: 'datahub-csv',
        settings: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('site_role')
      .values(DEFAULT_ROLES.map((role, index) => ({ site_id: siteId, id: index + 1, ...role })))
      .execute()
    return { organisationId, siteId, feedId }
  })
}
