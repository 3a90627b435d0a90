import { type Defaults, ensureDefaults } from '../../../src/config/first-setup.ts'
import { addMoodleSite } from '../../../src/config/moodle-sites.ts'
import type { Hub } from '../../../src/inbound/hub.ts'
import { ADMIN_TOKEN } from '../../moodle-stand-in/stand-in.ts'

/** The Moodle site and its feed in a store that an earlier process may have made them in. */
export async function feedToMoodle(hub: Hub, url: string): Promise<Defaults> {
  const { organisationId } = await ensureDefaults(hub.store)
  const known = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('feed').select(['id', 'site_id']).where('name', '=', FEED).executeTakeFirst(),
  )
  if (known !== undefined) return { organisationId, siteId: known.site_id, feedId: known.id }
  return moodleDefaults(hub, organisationId, url)
}

const FEED = 'to-school'

/** A Moodle site, and a feed into it. */
export async function moodleDefaults(hub: Hub, organisationId: number, url: string): Promise<Defaults> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const siteId = await addMoodleSite(tx, hub.sealer, organisationId, 'school', {
      url,
      token: ADMIN_TOKEN,
    })
    const { id: feedId } = await tx.db
      .insertInto('feed')
      .values({
        organisation_id: organisationId,
        site_id: siteId,
        name: FEED,
        format: 'datahub-csv',
        settings: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { organisationId, siteId, feedId }
  })
}
