import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import { DEFAULT_SITE_FACTS, type SiteFacts } from '../domain/site-facts.ts'
import { parseSettings } from '../formats/settings.ts'
import { profileFieldsOf, rolesOf } from '../sites/embedded/read/own.ts'
import type { Tx } from '../store/store.ts'
import { forgetRecords } from './forget-records.ts'
import { laidOver, type Nested } from './nested.ts'
import { setProfileFields } from './profile-fields.ts'
import { setRoles } from './roles.ts'
import {
  checkFacts,
  type ProfileFieldSetting,
  type RoleSetting,
  siteFactsSchema,
  siteFileSchema,
} from './site-schema.ts'

/** All settings of a site, in the shape of a site file. */
export interface SiteSettings {
  readonly site: SiteFacts
  readonly profileFields: readonly ProfileFieldSetting[]
  readonly roles: readonly RoleSetting[]
}

/** The id of an organisation's site. Throws RB-8032 when it has none of this name. */
export async function siteNamed(tx: Tx, organisationId: number, name: string): Promise<number> {
  const sites = await tx.db
    .selectFrom('site')
    .select(['id', 'name'])
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .execute()
  const found = sites.find((site) => site.name === name)
  if (found === undefined) throw refusal('RB-8032', { value: name, accepted: sites.map((site) => site.name) })
  return found.id
}

export async function readSite(tx: Tx, siteId: number): Promise<SiteSettings> {
  const { facts, kind } = await tx.db
    .selectFrom('site')
    .select(['facts', 'kind'])
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow()
  const fields = await profileFieldsOf(tx, siteId)
  const roles = await rolesOf(tx, siteId)
  return {
    site: factsOf(facts),
    profileFields: fields.map(({ shortname, name, type, options, defaultValue, includeTime }) => ({
      shortname,
      name,
      type,
      options: [...options],
      default: defaultValue,
      includeTime,
    })),
    roles: roles.map(({ id, shortname, contexts }) => ({
      shortname,
      contexts: [...contexts],
      ...(kind !== 'embedded' && { id }),
    })),
  }
}

/**
 * Changes facts of a site; nested keys keep the others. Stored plans for the site become stale. Throws RB-8001 or
 * RB-8002 for a name that does not exist, RB-8003 for a value that is not accepted or does not fit the other facts.
 */
export async function changeSiteFacts(tx: Tx, siteId: number, patch: Nested): Promise<void> {
  const { facts } = await tx.db
    .selectFrom('site')
    .select('facts')
    .where('id', '=', siteId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const before = factsOf(facts)
  const after: SiteFacts = parseSettings(siteFactsSchema, laidOver(before as unknown as Nested, patch))
  checkFacts(after)
  await sql`update site set facts = ${JSON.stringify(after)}::jsonb, revision = revision + 1
    where id = ${siteId}`.execute(tx.db)
  // Dates of a file mean other instants now, so records that look as last applied must be judged anew.
  if (before.timezone !== after.timezone) await forgetRecords(tx, siteId)
}

/** Facts as stored, in the order of their definition; those that came with a later version have their defaults. */
function factsOf(stored: object): SiteFacts {
  return laidOver(DEFAULT_SITE_FACTS as unknown as Nested, stored as Nested) as unknown as SiteFacts
}

/** Applies a file of the shape of `samples/site.json`. What it does not name stays as it is. Throws like the parts. */
export async function applySiteFile(tx: Tx, siteId: number, json: unknown): Promise<void> {
  const { site, profileFields, roles } = parseSettings(siteFileSchema, json)
  if (site !== undefined) await changeSiteFacts(tx, siteId, site)
  if (profileFields !== undefined) await setProfileFields(tx, siteId, profileFields)
  if (roles !== undefined) await setRoles(tx, siteId, roles)
}
