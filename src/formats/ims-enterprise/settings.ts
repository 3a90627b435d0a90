import * as z from 'zod'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import { FEED_SETTINGS } from '../feed-settings.ts'
import { fileLocation, takeApart } from '../file-location.ts'
import { guardSettings } from '../guard-settings.ts'
import { REMOVAL_LIMITS } from '../removal-settings.ts'
import { parseSettings } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'
import { DEFAULT_ROLES, ROLE_TYPES } from './role-types.ts'

const text = z.string()
const off = z.boolean().default(false)
const noFile = z.literal('').default('')
const role = text.refine((name) => name.trim() !== '', { error: 'the short name of a role, or null' })
const source = z.enum(['coursecode', 'short', 'long', 'full'])

/** Settings of an `ims-enterprise` feed. Names, meaning and defaults: ims-enterprise.md section 3. */
const schema = z.strictObject({
  /** Below the data folder: folders and the file's name. */
  fileLocation: fileLocation('1/imsenterprise-enrol.xml'),
  createNewUsers: off,
  updateUsers: off,
  deleteUsers: off,
  fixCaseUsernames: off,
  fixCasePersonalNames: off,
  sourcedIdFallback: off,
  /** Telephone numbers and streets are kept. */
  contactDetails: off,
  /** Laid over the default, type by type. */
  roleMap: z
    .partialRecord(z.enum(ROLE_TYPES), role.nullable())
    .default({})
    .transform((own): Readonly<Record<string, string | null>> => ({ ...DEFAULT_ROLES, ...own })),
  /** Characters; 0: whole. */
  truncateCourseCodes: z.number().int().min(0, { error: 'a whole number, 0 or more' }).default(0),
  createNewCourses: off,
  updateCourses: off,
  /** Kinds of group that become courses (`grouptype`); none: every group does. */
  groupTypes: z.array(text.refine((type) => type.trim() !== '', { error: 'a kind of group' })).default([]),
  /** A group's timeframe is the start and the end of its course. */
  courseDates: off,
  /** Of new courses; `site`: as the site has it. */
  newCourseVisibility: z.enum(['site', 'visible', 'hidden']).default('site'),
  createNewCategories: off,
  nestedCategories: off,
  categoryIdNumber: off,
  categorySeparator: text.default(''),
  /** A path from the top, written as in Data Hub's course files. */
  defaultCategory: text
    .refine((path) => parseCategoryPath(path) !== null, { error: 'names joined by "/", none of them empty' })
    .default('Category 1'),
  unenrol: off,
  unenrolAction: z.enum(['keep', 'unenrol', 'suspend', 'suspendNoRoles']).default('unenrol'),
  courseMap: z
    .strictObject({
      shortname: source.default('coursecode'),
      fullname: source.default('short'),
      summary: z.enum(['ignore', ...source.options]).default('ignore'),
    })
    .prefault({}),
  /** What becomes of what a file lacks and earlier ones brought. */
  missingUsers: z.enum(['keep', 'suspend', 'delete']).default('keep'),
  missingCourses: z.enum(['keep', 'hide']).default('keep'),
  missingEnrolments: z.enum(['keep', 'suspend', 'unenrol']).default('keep'),
  ...REMOVAL_LIMITS,
  restrictTarget: text.default(''),
  capitaFix: off,
  defaultAuth: text.default('manual'),
  ...guardSettings({ rowDropPercent: null }),
  ...WAITING_SETTINGS,
  logPath: FEED_SETTINGS.logPath,
  logEmailRecipients: FEED_SETTINGS.logEmailRecipients,
  courseFile: noFile,
  enrolmentFile: noFile,
})

/** Where the feed's file lies: `fileLocation`, taken apart. Such a file holds more than users. */
export interface ImsSettings extends z.output<typeof schema> {
  readonly importPath: string
  readonly userFile: string
}

/** Throws RollbookError RB-8001 to RB-8003, naming the setting. */
export function readSettings(raw: unknown): ImsSettings {
  const settings = parseSettings(schema, raw)
  const { folder, name } = takeApart(settings.fileLocation)!
  return { ...settings, importPath: folder, userFile: name }
}
