import * as z from 'zod'
import { cellSettings } from '../csv/cell-states.ts'
import { FEED_SETTINGS } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { noFile, TABLE_SETTINGS, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings, unknownSetting } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'
import { columnNamed, DEFAULT_COLUMNS } from './columns.ts'

const text = z.string()
const on = z.boolean().default(true)
const off = z.boolean().default(false)

/** Settings of a `moodle-upload-users` feed. Names, meaning and defaults: moodle-csv.md 2.2. */
const schema = z.strictObject({
  uploadType: z.enum(['addNew', 'addAll', 'addUpdate', 'update']).default('addNew'),
  /** What becomes of the values of users who are known. */
  updateType: z.enum(['none', 'file', 'fileAndDefaults', 'missing']).default('none'),
  /** Column to value or template (moodle-csv.md 2.3), for columns that the file lacks. */
  defaults: z.record(text, text).default({}),
  standardiseUsernames: on,
  matchOnEmail: off,
  allowRenames: off,
  allowDeletes: off,
  allowSuspends: on,
  allowDuplicateEmails: off,
  newPassword: z.enum(['create', 'file']).default('create'),
  existingPassword: z.enum(['noChanges', 'update']).default('noChanges'),
  forcePasswordChange: z.enum(['none', 'weak', 'all']).default('weak'),
  /** Number of a `typeN` column to short name of a role. */
  legacyRoles: z.record(text, text).default({ 1: 'student', 2: 'editingteacher', 3: 'teacher' }),
  ...TABLE_SETTINGS,
  /** `erase` is what Moodle does where a file overrides. */
  ...cellSettings('erase'),
  ...WAITING_SETTINGS,
  ...guardSettings({ rowDropPercent: null }),
  ...UPLOAD_FEED_SETTINGS,
  userFile: FEED_SETTINGS.userFile,
  courseFile: noFile,
})

export type UploadUsersSettings = z.output<typeof schema>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): UploadUsersSettings {
  const settings = parseSettings(schema, raw)
  for (const name of Object.keys(settings.defaults)) {
    const column = columnNamed(name)
    if (column?.as === 'profile' || (DEFAULT_COLUMNS as readonly string[]).includes(name)) continue
    throw unknownSetting(['defaults', name], DEFAULT_COLUMNS)
  }
  return settings
}
