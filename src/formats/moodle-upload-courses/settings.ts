import * as z from 'zod'
import { cellSettings } from '../csv/cell-states.ts'
import { FEED_SETTINGS } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { noFile, TABLE_SETTINGS, UPLOAD_FEED_SETTINGS } from '../moodle-csv/settings.ts'
import { parseSettings } from '../settings.ts'
import { VALUE_COLUMNS, type ValueColumn } from './columns.ts'

const text = z.string()
const off = z.boolean().default(false)

/** Fields that a feed may have defaults for: all but the one that names the course. The category is a path. */
type DefaultField = Exclude<ValueColumn, 'shortname'> | 'category'

const DEFAULT_FIELDS: readonly DefaultField[] = [
  ...VALUE_COLUMNS.filter((field) => field !== 'shortname'),
  'category',
]

/** Settings of a `moodle-upload-courses` feed. Names, meaning and defaults: moodle-csv.md 3.2. */
const schema = z.strictObject({
  mode: z.enum(['createNew', 'createAll', 'createOrUpdate', 'updateOnly']).default('createNew'),
  updateMode: z.enum(['nothing', 'dataOnly', 'dataOrDefaults', 'missingOnly']).default('nothing'),
  defaults: z
    .strictObject(
      Object.fromEntries(DEFAULT_FIELDS.map((field) => [field, text.optional()])) as Record<
        DefaultField,
        z.ZodOptional<z.ZodString>
      >,
    )
    .prefault({}),
  allowDeletes: off,
  allowRenames: off,
  allowResets: off,
  /** Reset every course that is updated. */
  reset: off,
  shortnameTemplate: text.default(''),
  /** Short name of the course whose content new courses get. */
  templateCourse: text.default(''),
  ...TABLE_SETTINGS,
  ...cellSettings('leave'),
  ...guardSettings({ rowDropPercent: null }),
  ...UPLOAD_FEED_SETTINGS,
  userFile: noFile,
  courseFile: FEED_SETTINGS.courseFile,
})

export type UploadCoursesSettings = z.output<typeof schema>

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): UploadCoursesSettings {
  return parseSettings(schema, raw)
}
