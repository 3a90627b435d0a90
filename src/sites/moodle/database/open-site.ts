import { refusal } from '../../../domain/finding.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { sql } from '../../../transport/moodle-db/sql.ts'
import { PROGRAMS_ONLY } from '../../activity.ts'
import { COURSE_TABLES } from './courses.ts'
import { DATASET_READERS } from './datasets/index.ts'
import { LEARNER_TABLES } from './learners.ts'
import { ROSTER_READERS } from './rosters/index.ts'
import { readSchema, Schema, type Tables } from './schema.ts'
import { readSiteConfig, type SiteConfig } from './site-config.ts'

/** What everything that is read needs. */
const ALWAYS: Tables = { config: ['name', 'value'], ...LEARNER_TABLES, ...COURSE_TABLES }

/** What a site's database is: looked at anew in every picture, for a site is upgraded one night or other. */
export interface OpenSite {
  readonly schema: Schema
  readonly config: SiteConfig
}

/** Throws RB-9085 when these are not the tables of a Moodle site, or not for this account. */
export async function openSite(picture: Picture): Promise<OpenSite> {
  const schema = await readSchema(picture, tablesToLookFor())
  const tables = schema.missing(ALWAYS)
  if (tables.length > 0) {
    const accepted = await prefixesThere(picture)
    throw refusal('RB-9085', { host: picture.host, value: picture.prefix, tables, accepted })
  }
  return { schema, config: await readSiteConfig(picture) }
}

function tablesToLookFor(): string[] {
  const none = new Schema(new Map())
  const ofDatasets = Object.values(DATASET_READERS).flatMap(({ looksFor, needs }) => [
    ...looksFor,
    ...Object.keys(needs(none, PROGRAMS_ONLY)),
  ])
  const ofRosters = Object.values(ROSTER_READERS).flatMap(({ needs }) => Object.keys(needs))
  return [...new Set([...Object.keys(ALWAYS), ...ofDatasets, ...ofRosters])]
}

/** Every site has this table, and few other programs have one of such a name. */
const TELLTALE = 'course_categories'

async function prefixesThere(picture: Picture): Promise<string[]> {
  const place = picture.engine === 'postgres' ? sql`= any(current_schemas(false))` : sql`= database()`
  const rows = await picture.rows<{ name: string }>(
    sql`select t.table_name as name from information_schema.tables t
        where t.table_schema ${place} and t.table_name like ${`%${TELLTALE}`} order by t.table_name limit 20`,
  )
  return rows.map(({ name }) => `"${name.slice(0, -TELLTALE.length)}"`)
}
