import type { Hub } from '../../src/inbound/hub.ts'
import type { Tx } from '../../src/store/store.ts'
import type { BroughtKey } from './brought-keys.ts'
import { makeSite, type Place } from './make-site.ts'
import { moodlePlace } from './moodle/moodle-place.ts'
import { type SeenSite, seenSite } from './seen-site.ts'
import type { World } from './world.ts'

/** What kind of site the cases take place on. */
export const SITE_KINDS = ['embedded', 'moodle-stand-in'] as const
export type SiteKind = (typeof SITE_KINDS)[number]

/** Where one case takes place. */
export interface CasePlace extends Place, AsyncDisposable {
  readonly hub: Hub
  seen(tx: Tx): Promise<SeenSite> | SeenSite
}

export async function casePlace(
  kind: SiteKind,
  hub: Hub,
  world: World,
  format: string,
  settings: object,
  brought: readonly BroughtKey[],
): Promise<CasePlace> {
  if (kind === 'moodle-stand-in') return moodlePlace(hub, world, format, settings, brought)
  const place = await makeSite(hub.store, world, format, settings, brought)
  return {
    ...place,
    hub,
    seen: (tx) => seenSite(tx, place.siteId, hub.passwords),
    [Symbol.asyncDispose]: async () => undefined,
  }
}
