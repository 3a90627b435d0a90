import * as z from 'zod'
import { FILTER_FIELDS, PROFILE_OF_FILTER } from '../../domain/removal.ts'
import { TOKEN_SETTING } from '../csv/cell-states.ts'
import { SEPARATOR_SETTINGS } from '../csv/find-separator.ts'
import { FEED_SETTINGS, packageFile } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { encoding, noFile, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { REMOVAL_LIMITS } from '../removal-settings.ts'
import { parseSettings } from '../settings.ts'

const FILTER = new RegExp(`^(?:${FILTER_FIELDS.join('|')}|${PROFILE_OF_FILTER}\\w+)$`)

const on = z.boolean().default(true)
const off = z.boolean().default(false)

/** Settings of a `snapshot-csv` feed. Names, meaning and defaults: snapshot-sync.md 3.1. */
export const snapshotSettings = z.strictObject({
  /** What the list holds. */
  kind: z.enum(['users']).default('users'),
  /** The column that says who somebody is, kept as the user's id number. */
  matchField: z
    .string()
    .refine((name) => name.trim() !== '' && !isRejectColumn(name), { error: 'the name of a column' })
    .default('uniqueid'),
  createUsers: on,
  updateUsers: on,
  missingUsers: z.enum(['keep', 'suspend', 'delete']).default('keep'),
  /** Only users with all these values on the site can be missing; empty: all whom the feed brought. */
  missingAmong: z
    .record(
      z.string().refine((field) => FILTER.test(field), {
        error: `one of ${FILTER_FIELDS.join(', ')}, or ${PROFILE_OF_FILTER} and the short name of a profile field`,
      }),
      z.string(),
    )
    .default({}),
  reactivateReturning: on,
  emptyFields: z.enum(['ignore', 'erase']).default('ignore'),
  ...TOKEN_SETTING,
  allowDuplicateEmails: off,
  ...REMOVAL_LIMITS,
  ...guardSettings({ rowDropPercent: 50 }),
  dryRun: off,
  encoding,
  separator: z.enum(SEPARATOR_SETTINGS).default(','),
  ...UPLOAD_FEED_SETTINGS,
  userFile: FEED_SETTINGS.userFile,
  /** Lists with dated names (snapshot-sync.md section 1). */
  packageFile: packageFile.default('UserUpload*'),
  courseFile: noFile,
})

export type SnapshotSettings = z.output<typeof snapshotSettings>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): SnapshotSettings {
  return parseSettings(snapshotSettings, raw)
}
