import * as z from 'zod'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import { cellSettings } from '../csv/cell-states.ts'
import { packageFile } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { noFile, TABLE_SETTINGS, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'

/** Settings of a `moodle-cohorts` feed (docs/reference/moodle-csv.md). */
const schema = z.strictObject({
  mode: z.enum(['createNew', 'createOrUpdate', 'updateOnly']).default('createNew'),
  /** The category, names from the top with slashes between them, of new cohorts whose row names none; empty: the site. */
  defaultContext: z
    .string()
    .refine((path) => path === '' || parseCategoryPath(path) !== null, {
      error:
        'names of categories from the top with slashes between them, or an empty text for the whole site',
    })
    .default(''),
  ...TABLE_SETTINGS,
  ...cellSettings('leave'),
  ...guardSettings({ rowDropPercent: null }),
  ...UPLOAD_FEED_SETTINGS,
  userFile: noFile,
  courseFile: noFile,
  packageFile: packageFile.default('cohorts.csv'),
})

export type CohortsSettings = z.output<typeof schema>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): CohortsSettings {
  return parseSettings(schema, raw)
}
