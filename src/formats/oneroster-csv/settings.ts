import * as z from 'zod'
import { cellSettings } from '../csv/cell-states.ts'
import { FEED_SETTINGS, packageFile } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { REMOVAL_LIMITS } from '../removal-settings.ts'
import { parseSettings } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'
import { METADATA } from './layout.ts'
import { isProfileColumn, PROFILE_COLUMNS } from './profile-fields.ts'
import type { ENROLLMENT_ROLES } from './vocabulary.ts'

/** What each role of enrollments.csv becomes (reference page, section 3.2); null: nothing. */
const ROLES: Readonly<Record<(typeof ENROLLMENT_ROLES)[number], string | null>> = {
  student: 'student',
  teacher: 'editingteacher',
  aide: 'teacher',
  proctor: 'teacher',
  administrator: null,
}

const shortname = z
  .string()
  .refine((name) => name.trim() !== '', { error: 'the short name of a role, or null' })
const noFile = z.literal('').default('')

/** Settings of a `oneroster-csv` feed. Names, meaning and defaults: reference page, section 4. */
export const onerosterSettings = z.strictObject({
  createUsers: z.boolean().default(true),
  updateUsers: z.boolean().default(true),
  createClasses: z.boolean().default(true),
  updateClasses: z.boolean().default(true),
  courseShortname: z.enum(['sourcedId', 'classCode']).default('sourcedId'),
  /** Laid over the default, role by role. Roles of an extension (`ext:…`) may be mapped too. */
  roleMap: z
    .record(z.string(), shortname.nullable())
    .default({})
    .transform((own): Readonly<Record<string, string | null>> => ({ ...ROLES, ...own })),
  missingUsers: z.enum(['keep', 'suspend', 'delete']).default('keep'),
  missingEnrolments: z.enum(['keep', 'suspend', 'unenrol']).default('keep'),
  missingClasses: z.enum(['keep', 'hide']).default('keep'),
  deletedUsers: z.enum(['suspend', 'delete', 'keep']).default('suspend'),
  deletedEnrolments: z.enum(['unenrol', 'suspend', 'keep']).default('unenrol'),
  deletedClasses: z.enum(['hide', 'keep']).default('hide'),
  ...cellSettings('leave'),
  usePreferredNames: z.boolean().default(false),
  /** Middle names and telephone numbers are kept. */
  contactDetails: z.boolean().default(false),
  /** Column of users.csv to short name of the profile field that keeps its values. */
  profileFields: z
    .record(
      z.string().refine(isProfileColumn, {
        error: `a column of users.csv (${PROFILE_COLUMNS.join(', ')}), or one whose name begins with ${METADATA}`,
      }),
      z.string().regex(/^\w+$/, { error: 'the short name of a profile field' }),
    )
    .default({}),
  ...REMOVAL_LIMITS,
  ...guardSettings({ rowDropPercent: 50 }),
  ...WAITING_SETTINGS,
  dryRun: z.boolean().default(false),
  importPath: FEED_SETTINGS.importPath,
  logPath: FEED_SETTINGS.logPath,
  logEmailRecipients: FEED_SETTINGS.logEmailRecipients,
  packageFile: packageFile.default('oneroster*.zip'),
  /** A package is no file of one kind: none of them is looked for. */
  userFile: noFile,
  courseFile: noFile,
  enrolmentFile: noFile,
})

export type OnerosterSettings = z.output<typeof onerosterSettings>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): OnerosterSettings {
  return parseSettings(onerosterSettings, raw)
}
