import { DEFAULT_SITE_FACTS, type SiteFacts } from '../../src/domain/site-facts.ts'
import type { Store } from '../../src/store/store.ts'
import { PROFILE_FIELDS, ROLE_ROWS } from './model-site.ts'

/** An organisation with an empty embedded site, and two feeds into it. */
export interface TestSite {
  readonly organisationId: number
  readonly siteId: number
  readonly feedIds: readonly [number, number]
}

let made = 0

/** Another one, so that many tries fit in one store. It has the roles and profile fields of `ModelSite`. */
export async function testSite(store: Store, facts: SiteFacts = DEFAULT_SITE_FACTS): Promise<TestSite> {
  const name = `site-${++made}`
  return store.asHouse(async ({ db }) => {
    const { id: organisationId } = await db
      .insertInto('organisation')
      .values({ name, title: name })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: siteId } = await db
      .insertInto('site')
      .values({ organisation_id: organisationId, name, kind: 'embedded', facts: JSON.stringify(facts) })
      .returning('id')
      .executeTakeFirstOrThrow()
    const feeds = await db
      .insertInto('feed')
      .values(
        ['one', 'two'].map((feed) => ({
          organisation_id: organisationId,
          site_id: siteId,
          name: feed,
          format: 'datahub-csv',
          settings: '{}',
        })),
      )
      .returning('id')
      .execute()
    await db
      .insertInto('site_role')
      .values(ROLE_ROWS.map((role, index) => ({ site_id: siteId, id: index + 1, ...role })))
      .execute()
    await db
      .insertInto('site_profile_field')
      .values(
        PROFILE_FIELDS.map(({ shortname, name, type, options, defaultValue, includeTime }, position) => ({
          site_id: siteId,
          shortname,
          position,
          name,
          type,
          options: [...options],
          default_value: defaultValue,
          include_time: includeTime,
        })),
      )
      .execute()
    return { organisationId, siteId, feedIds: [feeds[0]!.id, feeds[1]!.id] }
  })
}
