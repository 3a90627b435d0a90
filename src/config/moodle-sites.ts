import { refusal } from '../domain/finding.ts'
import { type Sealer, SITE_TOKEN } from '../domain/sealer.ts'
import { DEFAULT_SITE_FACTS } from '../domain/site-facts.ts'
import type { Tx } from '../store/store.ts'
import { endpoint, type WsSettings } from '../transport/moodle-ws/settings.ts'
import { DEFAULT_ROLES } from './roles.ts'

/** A site of an organisation, as lists show it. */
export interface SiteInList {
  readonly name: string
  readonly kind: string
  /** Null for Rollbook's own. */
  readonly url: string | null
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/**
 * Makes a Moodle site, with the roles of a fresh Moodle, or gives one of the same name and address another token. The
 * token is sealed. Gives its id.
 *
 * Throws RB-9001 to RB-9003 for an address or a token that cannot be used, RB-9072 when there is another site of this
 * name, RB-9074 for a name that is none.
 */
export async function addMoodleSite(
  tx: Tx,
  sealer: Sealer,
  organisationId: number,
  name: string,
  settings: WsSettings,
): Promise<number> {
  endpoint(settings)
  if (!NAME.test(name)) throw refusal('RB-9074', { value: name })
  const { url, token, allowHttp } = settings
  const connection = JSON.stringify({
    url,
    token: sealer.seal(token, SITE_TOKEN),
    ...(allowHttp && { allowHttp }),
  })
  const before = await tx.db
    .selectFrom('site')
    .select(['id', 'connection'])
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (before !== undefined) {
    if (addressIn(before.connection) !== url) throw refusal('RB-9072', { value: name })
    await tx.db.updateTable('site').set({ connection }).where('id', '=', before.id).execute()
    return before.id
  }
  const { id } = await tx.db
    .insertInto('site')
    .values({
      organisation_id: organisationId,
      name,
      kind: 'moodle',
      facts: JSON.stringify({ ...DEFAULT_SITE_FACTS, name, url }),
      connection,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.db
    .insertInto('site_role')
    .values(DEFAULT_ROLES.map((role, index) => ({ site_id: id, id: index + 1, ...role })))
    .execute()
  return id
}

/** The sites of an organisation, by name. */
export async function listSites(tx: Tx, organisationId: number): Promise<SiteInList[]> {
  const rows = await tx.db
    .selectFrom('site')
    .select(['name', 'kind', 'connection'])
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .execute()
  return rows.map(({ name, kind, connection }) => ({ name, kind, url: addressIn(connection) }))
}

function addressIn(connection: object | null): string | null {
  return connection === null ? null : (connection as { url: string }).url
}
