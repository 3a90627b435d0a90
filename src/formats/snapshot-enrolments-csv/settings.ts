import * as z from 'zod'
import { TOKEN_SETTING } from '../csv/cell-states.ts'
import { SEPARATOR_SETTINGS } from '../csv/find-separator.ts'
import { FEED_SETTINGS, packageFile } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { encoding, noFile, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { REMOVAL_LIMITS } from '../removal-settings.ts'
import { parseSettings } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'

const columnName = z
  .string()
  .refine((name) => name.trim() !== '' && !isRejectColumn(name), { error: 'the name of a column' })

/** Settings of a `snapshot-enrolments-csv` feed: those of full lists of users, for enrolments (snapshot-sync.md 3.1). */
export const settingsOfList = z.strictObject({
  /** The column with the user's id number. */
  matchField: columnName.default('uniqueid'),
  /** The column with the course's id number. */
  courseField: columnName.default('course'),
  /** Of rows that name no role. */
  defaultRole: z
    .string()
    .refine((name) => name.trim() !== '', { error: 'the short name of a role' })
    .default('student'),
  missingEnrolments: z.enum(['keep', 'suspend', 'unenrol']).default('keep'),
  /** `feed`: whatever the feed made can be missing; `courses`: what it made in the courses that the list names. */
  missingScope: z.enum(['feed', 'courses']).default('feed'),
  reactivateReturning: z.boolean().default(true),
  emptyFields: z.enum(['ignore', 'erase']).default('ignore'),
  ...TOKEN_SETTING,
  ...REMOVAL_LIMITS,
  ...guardSettings({ rowDropPercent: 50 }),
  ...WAITING_SETTINGS,
  dryRun: z.boolean().default(false),
  encoding,
  separator: z.enum(SEPARATOR_SETTINGS).default(','),
  ...UPLOAD_FEED_SETTINGS,
  userFile: noFile,
  courseFile: noFile,
  enrolmentFile: FEED_SETTINGS.enrolmentFile,
  packageFile: packageFile.default('EnrolmentUpload*'),
})

export type EnrolmentListSettings = z.output<typeof settingsOfList>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): EnrolmentListSettings {
  return parseSettings(settingsOfList, raw)
}
