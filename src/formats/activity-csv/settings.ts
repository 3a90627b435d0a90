import * as z from 'zod'
import { IDENTIFYING_FIELDS } from '../../domain/action.ts'
import { ACTIVITY_DATASETS } from '../../domain/activity.ts'
import { packageFile } from '../feed-settings.ts'
import { noFile, TABLE_SETTINGS, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'

/** Settings of an `activity-csv` feed. Names, meaning and defaults: `docs/reference/activity-csv.md`. */
const schema = z.strictObject({
  /** `detect`: as the header of each file says. */
  dataset: z.enum(['detect', ...ACTIVITY_DATASETS]).default('detect'),
  /** What the column `user` holds. */
  identifyBy: z.enum(IDENTIFYING_FIELDS).default('username'),
  ...TABLE_SETTINGS,
  ...UPLOAD_FEED_SETTINGS,
  packageFile: packageFile.default('activity*.csv'),
  userFile: noFile,
  courseFile: noFile,
})

export type ActivityCsvSettings = z.output<typeof schema>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): ActivityCsvSettings {
  return parseSettings(schema, raw)
}
