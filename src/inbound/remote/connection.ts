import type { ContextLevel } from '../../domain/entities.ts'
import { SITE_TOKEN } from '../../domain/sealer.ts'
import type { ProfileFieldType, SiteFacts } from '../../domain/site-facts.ts'
import { MoodleSite } from '../../sites/moodle/moodle-site.ts'
import type { Tx } from '../../store/store.ts'
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
    const ws = hub.moodle(openConnection(hub, connection as StoredConnection))
    return { siteId, name, site: new MoodleSite(ws, await ownFacts(tx, siteId, facts as SiteFacts)) }
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

function openConnection({ sealer }: Pick<Hub, 'sealer'>, stored: StoredConnection): WsSettings {
  return { ...stored, token: sealer.open(stored.token, SITE_TOKEN) }
}

async function ownFacts(tx: Tx, siteId: number, facts: SiteFacts) {
  const roles = await tx.db
    .selectFrom('site_role')
    .select(['id', 'shortname', 'contexts'])
    .where('site_id', '=', siteId)
    .orderBy('id')
    .execute()
  const fields = await tx.db
    .selectFrom('site_profile_field')
    .selectAll()
    .where('site_id', '=', siteId)
    .orderBy('position')
    .execute()
  return {
    facts,
    roles: roles.map((row) => ({ ...row, contexts: row.contexts as ContextLevel[] })),
    profileFields: fields.map((row) => ({
      shortname: row.shortname,
      name: row.name,
      type: row.type as ProfileFieldType,
      options: row.options,
      defaultValue: row.default_value,
      includeTime: row.include_time,
    })),
  }
}
