import { SITE_TOKEN } from '../../domain/sealer.ts'
import type { SiteFacts } from '../../domain/site-facts.ts'
import { profileFieldsOf, rolesOf } from '../../sites/embedded/read/own.ts'
import { MoodleSite } from '../../sites/moodle/moodle-site.ts'
import type { WsSettings } from '../../transport/moodle-ws/settings.ts'
import type { Hub } from '../hub.ts'

/** How a server is reached, as stored: the token is sealed. */
interface StoredConnection {
  readonly url: string
  readonly token: string
  readonly allowHttp?: boolean
}

/** A site that is a server of its own. */
export interface RemoteSite {
  readonly siteId: number
  readonly name: string
  readonly site: MoodleSite
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
    const ws = hub.moodle(openConnection(hub, connection as StoredConnection))
    return { siteId, name, site: new MoodleSite(ws, own) }
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
  return connection === null ? null : openConnection(hub, connection as StoredConnection)
}

function openConnection(
  { sealer }: Pick<Hub, 'sealer'>,
  { url, token, allowHttp }: StoredConnection,
): WsSettings {
  return { url, token: sealer.open(token, SITE_TOKEN), allowHttp }
}
