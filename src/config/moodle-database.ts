import { type Sealer, SITE_DATABASE_PASSWORD } from '../domain/sealer.ts'
import type { Tx } from '../store/store.ts'
import { checkedPrefix, type DbSettings, dbAddress } from '../transport/moodle-db/address.ts'

/** How the database of a site is reached, as stored: the password is sealed. */
export interface StoredDatabase {
  readonly url: string
  readonly password: string
  readonly prefix: string
}

/** Throws RB-9080 and RB-9081 for an address and a prefix that cannot be used. */
export function sealDatabase(sealer: Sealer, settings: DbSettings): StoredDatabase {
  dbAddress(settings)
  return {
    url: settings.url,
    password: sealer.seal(settings.password, SITE_DATABASE_PASSWORD),
    prefix: checkedPrefix(settings.prefix),
  }
}

/** The database of a site; null for one without, such as Rollbook's own. Throws RB-9050. */
export async function moodleDatabase(tx: Tx, sealer: Sealer, siteId: number): Promise<DbSettings | null> {
  const { connection } = await tx.db
    .selectFrom('site')
    .select('connection')
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  const { database } = (connection ?? {}) as { database?: StoredDatabase }
  if (database === undefined) return null
  return { ...database, password: sealer.open(database.password, SITE_DATABASE_PASSWORD) }
}
