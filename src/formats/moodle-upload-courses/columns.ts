import type { CourseField } from '../../domain/action.ts'
import {
  CUSTOM_FIELD,
  isMoreCourseField,
  MORE_COURSE_FIELDS,
  type MoreCourseField,
} from '../../domain/more-fields.ts'

/** Columns that are read into a field of the course. */
export const VALUE_COLUMNS = [
  'shortname',
  'fullname',
  'idnumber',
  'summary',
  'visible',
  'startdate',
  'enddate',
  'format',
  'theme',
  'lang',
  'newsitems',
  'showgrades',
  'showreports',
  'maxbytes',
  'numsections',
  ...MORE_COURSE_FIELDS,
] as const satisfies readonly (CourseField | 'enddate' | MoreCourseField)[]
export type ValueColumn = (typeof VALUE_COLUMNS)[number]

/** Columns with a meaning of their own (moodle-csv.md 3.1). */
export const OWN_COLUMNS = [
  'category',
  'category_idnumber',
  'category_path',
  'delete',
  'rename',
  'reset',
  'backupfile',
  'templatecourse',
] as const
export type OwnColumn = (typeof OWN_COLUMNS)[number]

/** What a column of the file is read into. Those of enrolment methods are tied together by their number. */
export type Column =
  | { readonly as: 'value'; readonly field: ValueColumn | MoreCourseField }
  | { readonly as: 'own'; readonly field: OwnColumn }
  | { readonly as: 'method'; readonly number: string; readonly field: string }
  | { readonly as: 'role'; readonly role: string }

/** Every column of which something is kept, for messages. */
export const COLUMN_NAMES: readonly string[] = [
  ...VALUE_COLUMNS,
  ...OWN_COLUMNS,
  'enrolment_1',
  'role_student',
  `${CUSTOM_FIELD}…`,
]

const METHOD = /^enrolment_(\d{1,9})(?:_(.+))?$/
const ROLE = /^role_(.+)$/

/** What the name of a column, in small letters, means; null when it means nothing. */
export function columnNamed(name: string): Column | null {
  const value = VALUE_COLUMNS.find((known) => known === name)
  if (value !== undefined) return { as: 'value', field: value }
  const own = OWN_COLUMNS.find((known) => known === name)
  if (own !== undefined) return { as: 'own', field: own }
  const [, number, field = ''] = METHOD.exec(name) ?? []
  if (number !== undefined) return { as: 'method', number, field }
  const role = ROLE.exec(name)?.[1]
  if (role !== undefined) return { as: 'role', role }
  // Of the further fields only the custom ones are left here.
  return isMoreCourseField(name) ? { as: 'value', field: name } : null
}
