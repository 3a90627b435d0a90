import { type Sealer, SITE_DATABASE_PASSWORD } from '../../../domain/sealer.ts'
import { checkedPrefix, type DbSettings, dbAddress } from '../../../transport/moodle-db/address.ts'

/** How the database of a site is reached, as a part of what is stored of its connection: the password is sealed. */
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

/** The database in what is stored of a site's connection; null for a site without. Throws RB-9050. */
export function openDatabase(sealer: Sealer, connection: object | null): DbSettings | null {
  const { database } = (connection ?? {}) as { database?: StoredDatabase }
  if (database === undefined) return null
  return { ...database, password: sealer.open(database.password, SITE_DATABASE_PASSWORD) }
}
