import * as z from 'zod'
import { fileLocation, takeApart } from '../file-location.ts'
import { guardSettings } from '../guard-settings.ts'
import { encoding, noFile, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'

const text = z.string()
const off = z.boolean().default(false)

/** Settings of a `moodle-flatfile` feed. Names, meaning and defaults: moodle-csv.md 1.2. */
const schema = z.strictObject({
  /** Below the data folder: folders and the file's name. */
  fileLocation: fileLocation('1/enrolments.txt'),
  encoding,
  /** Role's short name to its name in the file; empty: the role cannot be used. */
  roleAliases: z.record(text, text).default({}),
  /** What a `del` line does. */
  unenrolAction: z.enum(['keep', 'unenrol', 'suspendNoRoles']).default('suspendNoRoles'),
  /** What becomes of an enrolment whose end has passed. */
  expiredAction: z.enum(['keep', 'suspend', 'suspendNoRoles', 'unenrol']).default('suspendNoRoles'),
  /** Whom a new enrolment is told: the user, the highest teacher of the course, the administrator of the site. */
  mailStudents: off,
  mailTeachers: off,
  mailAdmins: off,
  ...guardSettings({ rowDropPercent: null }),
  ...WAITING_SETTINGS,
  logPath: UPLOAD_FEED_SETTINGS.logPath,
  logEmailRecipients: UPLOAD_FEED_SETTINGS.logEmailRecipients,
  userFile: noFile,
  courseFile: noFile,
})

/** Where the feed's file lies: `fileLocation`, taken apart. */
export interface FlatfileSettings extends z.output<typeof schema> {
  readonly importPath: string
  readonly enrolmentFile: string
}

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): FlatfileSettings {
  const settings = parseSettings(schema, raw)
  const { folder, name } = takeApart(settings.fileLocation)!
  return { ...settings, importPath: folder, enrolmentFile: name }
}
