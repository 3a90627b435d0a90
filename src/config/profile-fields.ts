import { sql } from 'kysely'
import { parseSettings } from '../formats/settings.ts'
import type { Tx } from '../store/store.ts'
import { forgetRecords } from './forget-records.ts'
import { checkProfileFields, profileFieldsSchema } from './site-schema.ts'

/**
 * Makes these the custom profile fields of a site, in this order. Values that people have of a field that goes stay with
 * them, and are seen again if it comes back. Throws RB-8003 or RB-8030, naming the field.
 */
export async function setProfileFields(tx: Tx, siteId: number, fields: unknown): Promise<void> {
  const { profileFields } = parseSettings(profileFieldsSchema, { profileFields: fields })
  checkProfileFields(profileFields)
  await sql`update site set revision = revision + 1 where id = ${siteId}`.execute(tx.db)
  await sql`delete from site_profile_field where site_id = ${siteId}`.execute(tx.db)
  for (const [
    position,
    { shortname, name, type, options, default: value, includeTime },
  ] of profileFields.entries()) {
    await tx.db
      .insertInto('site_profile_field')
      .values({
        site_id: siteId,
        shortname,
        position,
        name,
        type,
        options,
        default_value: value,
        include_time: includeTime,
      })
      .execute()
  }
  // Columns that were passed over until now may have a field: their records must be judged anew.
  await forgetRecords(tx, siteId, ['user'])
}
