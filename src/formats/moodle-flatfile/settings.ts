import * as z from 'zod'
import { FEED_SETTINGS } from '../feed-settings.ts'
import { encoding, noFile, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'

const text = z.string()

/** Settings of a `moodle-flatfile` feed. Names, meaning and defaults: moodle-csv.md 1.2. */
const schema = z.strictObject({
  /** Below the data folder: folders and the file's name. */
  fileLocation: text
    .refine((path) => takeApart(path) !== null, {
      error: 'a folder below the data folder and the name of a file in it, such as 1/enrolments.txt',
    })
    .default('1/enrolments.txt'),
  encoding,
  /** Role's short name to its name in the file; empty: the role cannot be used. */
  roleAliases: z.record(text, text).default({}),
  /** What a `del` line does. */
  unenrolAction: z.enum(['keep', 'unenrol', 'suspendNoRoles']).default('suspendNoRoles'),
  logPath: UPLOAD_FEED_SETTINGS.logPath,
  logEmailRecipients: UPLOAD_FEED_SETTINGS.logEmailRecipients,
  userFile: noFile,
  courseFile: noFile,
})

/** Where the feed's file lies: `fileLocation`, taken apart. */
interface FileLocation {
  readonly importPath: string
  readonly enrolmentFile: string
}

export interface FlatfileSettings extends z.output<typeof schema>, FileLocation {}

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): FlatfileSettings {
  const settings = parseSettings(schema, raw)
  return { ...settings, ...takeApart(settings.fileLocation)! }
}

function takeApart(path: string): FileLocation | null {
  const at = path.lastIndexOf('/')
  const enrolmentFile = path.slice(at + 1)
  if (at < 1 || enrolmentFile === '' || !FEED_SETTINGS.enrolmentFile.safeParse(enrolmentFile).success)
    return null
  return { importPath: path.slice(0, at), enrolmentFile }
}
