import { refusal } from '../domain/finding.ts'
import type { PeopleFilter } from '../sites/activity.ts'
import type { Store } from '../store/store.ts'

/**
 * A site by its name, or by `ORGANISATION/NAME` where it is another's. Throws RB-8032 when there is none, RB-7113 for
 * another's that is not shared with the organisation.
 */
export async function siteForExport(store: Store, organisationId: number, name: string): Promise<number> {
  const [siteName, owner] = name.split('/').reverse()
  return store.asHouse(async ({ db }) => {
    const sites = await db
      .selectFrom('site')
      .innerJoin('organisation', 'organisation.id', 'site.organisation_id')
      .select(['site.id', 'site.name', 'organisation.id as ownerId', 'organisation.name as owner'])
      .orderBy('site.name')
      .execute()
    const shares = await db
      .selectFrom('site_share')
      .select('site_id')
      .where('organisation_id', '=', organisationId)
      .execute()
    const isOwn = (site: { ownerId: number }) => site.ownerId === organisationId
    const isSeen = (site: { id: number; ownerId: number }) =>
      isOwn(site) || shares.some((share) => share.site_id === site.id)
    const found = sites.find(
      (site) => site.name === siteName && (owner === undefined ? isOwn(site) : site.owner === owner),
    )
    if (found === undefined) {
      const accepted = sites
        .filter(isSeen)
        .map((site) => (isOwn(site) ? site.name : `${site.owner}/${site.name}`))
      throw refusal('RB-8032', { value: name, accepted })
    }
    if (!isSeen(found)) throw refusal('RB-7113', { value: name })
    return found.id
  })
}

/**
 * Lets an organisation see what some of a site's people did, or others of them from now on. The house alone may say so.
 */
export async function shareSite(
  store: Store,
  siteId: number,
  organisationId: number,
  people: PeopleFilter,
): Promise<void> {
  await store.asHouse(({ db }) =>
    db
      .insertInto('site_share')
      .values({ organisation_id: organisationId, site_id: siteId, ...people })
      .onConflict((on) => on.columns(['organisation_id', 'site_id']).doUpdateSet(people))
      .execute(),
  )
}

/** Takes that back. Exports of the organisation that read the site send nothing from now on. */
export async function unshareSite(store: Store, siteId: number, organisationId: number): Promise<void> {
  await store.asHouse(({ db }) =>
    db
      .deleteFrom('site_share')
      .where('organisation_id', '=', organisationId)
      .where('site_id', '=', siteId)
      .execute(),
  )
}
