import { refusal } from '../domain/finding.ts'
import { type Sealer, SITE_TOKEN } from '../domain/sealer.ts'
import { DEFAULT_SITE_FACTS } from '../domain/site-facts.ts'
import { type StoredDatabase, sealDatabase } from '../sites/moodle/database/stored.ts'
import type { Tx } from '../store/store.ts'
import type { DbSettings } from '../transport/moodle-db/address.ts'
import { endpoint, type WsSettings } from '../transport/moodle-ws/settings.ts'
import { DEFAULT_ROLES } from './roles.ts'

/** A site of an organisation, as lists show it. */
export interface SiteInList {
  readonly name: string
  readonly kind: string
  /** Null for Rollbook's own. */
  readonly url: string | null
  /** The address of its database, without password; null where there is none. */
  readonly database: string | null
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** What is stored of how a server is reached. */
interface StoredConnection {
  readonly url: string
  readonly database?: StoredDatabase
}

/**
 * Makes a Moodle site, with the roles of a fresh Moodle, or gives one of the same name and address another token. The
 * token is sealed, and so is the password of its database. A database that is known stays so unless another is given.
 * Gives the id of the site.
 *
 * Throws RB-9001 to RB-9003 for an address or a token that cannot be used, RB-9080 and RB-9081 for a database, RB-9072
 * when there is another site of this name, RB-9074 for a name that is none.
 */
export async function addMoodleSite(
  tx: Tx,
  sealer: Sealer,
  organisationId: number,
  name: string,
  settings: WsSettings,
  given: DbSettings | null = null,
): Promise<number> {
  endpoint(settings)
  if (!NAME.test(name)) throw refusal('RB-9074', { value: name })
  const { url, token, allowHttp } = settings
  const before = await tx.db
    .selectFrom('site')
    .select(['id', 'connection'])
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .executeTakeFirst()
  const known = before?.connection as StoredConnection | null | undefined
  const database = given === null ? known?.database : sealDatabase(sealer, given)
  const connection = JSON.stringify({
    url,
    token: sealer.seal(token, SITE_TOKEN),
    ...(allowHttp && { allowHttp }),
    ...(database !== undefined && { database }),
  })
  if (before !== undefined) {
    if (known?.url !== url) throw refusal('RB-9072', { value: name })
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
  return rows.map(({ name, kind, connection }) => {
    const stored = connection as StoredConnection | null
    return { name, kind, url: stored?.url ?? null, database: stored?.database?.url ?? null }
  })
}
