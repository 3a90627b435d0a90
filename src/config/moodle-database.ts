import type { Sealer } from '../domain/sealer.ts'
import { openDatabase } from '../sites/moodle/database/stored.ts'
import type { Tx } from '../store/store.ts'
import type { DbSettings } from '../transport/moodle-db/address.ts'

/** The database of a site; null for one without, such as Rollbook's own. Throws RB-9050. */
export async function moodleDatabase(tx: Tx, sealer: Sealer, siteId: number): Promise<DbSettings | null> {
  const { connection } = await tx.db
    .selectFrom('site')
    .select('connection')
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  return openDatabase(sealer, connection as object | null)
}
