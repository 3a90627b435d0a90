import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../transport/moodle-db/sql.ts'

/** What a site says of itself in its table `config`. */
export interface SiteConfig {
  readonly product: 'Moodle' | 'Totara'
  /** As shown to people. */
  readonly release: string
  /** Of the database: `2022112800.06`. Totara repeats an old one of Moodle. */
  readonly version: string
  readonly guestId: number
  readonly localHostId: number
  readonly language: string
  /** Grades by the range that was stored with them, not by that of their item. */
  readonly storedRange: boolean
}

/** The only rows that are read: others hold passwords. A view may be limited to them. */
export const CONFIG_NAMES = [
  'grade_minmaxtouse',
  'lang',
  'mnet_localhost_id',
  'release',
  'siteguest',
  'totara_release',
  'totara_version',
  'version',
] as const

/** The value of `grade_minmaxtouse` and of `minmaxtouse` for `storedRange`. */
export const STORED_RANGE = '2'

export async function readSiteConfig(picture: Picture): Promise<SiteConfig> {
  const rows = await picture.rows<{ name: string; value: string }>(
    sql`select c.name, c.value from ${table('config')} c where c.name ${among(CONFIG_NAMES)}`,
  )
  const of = new Map(rows.map(({ name, value }) => [name, value]))
  const totara = of.has('totara_version')
  return {
    product: totara ? 'Totara' : 'Moodle',
    release: (totara ? of.get('totara_release') : of.get('release')) ?? '',
    version: of.get('version') ?? '',
    guestId: Number(of.get('siteguest') ?? 1),
    localHostId: Number(of.get('mnet_localhost_id') ?? 1),
    language: of.get('lang') ?? 'en',
    storedRange: of.get('grade_minmaxtouse') === STORED_RANGE,
  }
}
