import type { SiteFacts } from '../../domain/site-facts.ts'
import { profileFieldsOf, rolesOf } from '../../sites/embedded/read/own.ts'
import { openDatabase } from '../../sites/moodle/database/stored.ts'
import { MoodleSite } from '../../sites/moodle/moodle-site.ts'
import { openServices } from '../../sites/moodle/stored-connection.ts'
import type { WsSettings } from '../../transport/moodle-ws/settings.ts'
import type { Hub } from '../hub.ts'
import { FirstLook } from './first-look.ts'

/** A site that is a server of its own. */
export interface RemoteSite {
  readonly siteId: number
  readonly name: string
  readonly site: MoodleSite
  readonly firstLook: FirstLook
}

/** Null for Rollbook's own site. Throws RB-9050 when the token was sealed under another key, and as `hub.moodle`. */
export async function remoteSite(
  hub: Hub,
  organisationId: number,
  siteId: number,
): Promise<RemoteSite | null> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const { name, kind, connection, facts } = await tx.db
      .selectFrom('site')
      .select(['name', 'kind', 'connection', 'facts'])
      .where('id', '=', siteId)
      .executeTakeFirstOrThrow()
    if (kind === 'embedded') return null
    const own = {
      facts: facts as SiteFacts,
      roles: await rolesOf(tx, siteId),
      profileFields: await profileFieldsOf(tx, siteId),
    }
    const ws = hub.moodle(openServices(hub.sealer, connection as object))
    const site = new MoodleSite(ws, own)
    const database = openDatabase(hub.sealer, connection as object)
    const firstLook = new FirstLook(hub, { organisationId, siteId }, site, database)
    return { siteId, name, site, firstLook }
  })
}

/** How a server is reached, with its token. Null for Rollbook's own site. Throws RB-9050. */
export async function remoteConnection(
  hub: Hub,
  organisationId: number,
  siteId: number,
): Promise<WsSettings | null> {
  const { connection } = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('site').select('connection').where('id', '=', siteId).executeTakeFirstOrThrow(),
  )
  return connection === null ? null : openServices(hub.sealer, connection as object)
}
