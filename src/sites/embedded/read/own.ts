import type { ContextLevel, Role } from '../../../domain/entities.ts'
import type { ProfileField, ProfileFieldType } from '../../../domain/site-facts.ts'
import type { Tx } from '../../../store/store.ts'

/** The roles of a site's settings, by id. A server of its own does not tell them, so its site has them here, too. */
export async function rolesOf({ db }: Tx, siteId: number): Promise<Role[]> {
  const rows = await db
    .selectFrom('site_role')
    .select(['id', 'shortname', 'contexts'])
    .where('site_id', '=', siteId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, contexts: row.contexts as ContextLevel[] }))
}

/** The custom profile fields of a site's settings, in their order. */
export async function profileFieldsOf({ db }: Tx, siteId: number): Promise<ProfileField[]> {
  const rows = await db
    .selectFrom('site_profile_field')
    .selectAll()
    .where('site_id', '=', siteId)
    .orderBy('position')
    .execute()
  return rows.map((row) => ({
    shortname: row.shortname,
    name: row.name,
    type: row.type as ProfileFieldType,
    options: row.options,
    defaultValue: row.default_value,
    includeTime: row.include_time,
  }))
}
