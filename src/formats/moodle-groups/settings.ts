import * as z from 'zod'
import { packageFile } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { noFile, TABLE_SETTINGS, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'

/** Settings of a `moodle-groups` feed (docs/reference/moodle-csv.md). */
const schema = z.strictObject({
  /** Short name of the course of rows that name none. */
  course: z.string().default(''),
  ...TABLE_SETTINGS,
  ...guardSettings({ rowDropPercent: null }),
  ...UPLOAD_FEED_SETTINGS,
  userFile: noFile,
  courseFile: noFile,
  packageFile: packageFile.default('groups.csv'),
})

export type GroupsSettings = z.output<typeof schema>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): GroupsSettings {
  return parseSettings(schema, raw)
}
