import { USER_FIELDS, type UserField } from '../../domain/action.ts'
import { MORE_USER_FIELDS, type MoreUserField } from '../../domain/more-fields.ts'

/** A field of an account that a column or a default may give. */
export type ValueField = UserField | MoreUserField

/** Columns that are read into a field of the user; the others have a meaning of their own. */
export const VALUE_COLUMNS: readonly ValueField[] = [
  ...USER_FIELDS.filter((field) => field !== 'screenreader' && field !== 'trackforums'),
  ...MORE_USER_FIELDS,
]

/** Columns for which a feed may have defaults. */
export const DEFAULT_COLUMNS = VALUE_COLUMNS.filter((field) => field !== 'password' && field !== 'suspended')

/** Columns with a meaning of their own (moodle-csv.md 2.5). */
const ACCOUNT_COLUMNS = ['deleted', 'oldusername'] as const
export type AccountColumn = (typeof ACCOUNT_COLUMNS)[number]

/**
 * Accepted, with a warning. Numbers are of the database that gave them, and of no other; descriptions are HTML, and which
 * editor somebody writes with is theirs to say.
 */
const UNKEPT_COLUMNS: readonly string[] = ['id', 'mnethostid', 'htmleditor', 'descriptionformat']

/** Columns with a number behind their name; those of one number belong together (moodle-csv.md 2.6). */
export const NUMBERED_COLUMNS = [
  'course',
  'role',
  'type',
  'group',
  'enroltimestart',
  'enrolperiod',
  'enrolstatus',
  'cohort',
  'sysrole',
  'category',
  'categoryrole',
] as const
export type NumberedColumn = (typeof NUMBERED_COLUMNS)[number]

export const PROFILE_PREFIX = 'profile_field_'

/** What a column of the file is read into. */
export type Column =
  | { readonly as: 'value'; readonly field: ValueField }
  | { readonly as: 'account'; readonly field: AccountColumn }
  | { readonly as: 'profile'; readonly field: string }
  | { readonly as: 'numbered'; readonly field: NumberedColumn; readonly number: string }
  | { readonly as: 'unkept' }

/** Every name that a column may have, for messages; numbers and profile fields stand for all of their kind. */
export const COLUMN_NAMES: readonly string[] = [
  ...VALUE_COLUMNS,
  ...ACCOUNT_COLUMNS,
  ...UNKEPT_COLUMNS,
  ...NUMBERED_COLUMNS.map((name) => `${name}1`),
  `${PROFILE_PREFIX}…`,
]

const NUMBERED = /^([a-z]+)(\d{1,9})$/
/** Short names are made of letters, digits and underscores. */
const PROFILE = /^profile_field_(\w+)$/i

/** What the name of a column means, or null when it means nothing. Standard names count without case. */
export function columnNamed(label: string): Column | null {
  const name = label.toLowerCase()
  const field = VALUE_COLUMNS.find((known) => known === name)
  if (field !== undefined) return { as: 'value', field }
  const account = ACCOUNT_COLUMNS.find((known) => known === name)
  if (account !== undefined) return { as: 'account', field: account }
  if (UNKEPT_COLUMNS.includes(name)) return { as: 'unkept' }
  const shortname = PROFILE.exec(label)?.[1]
  // `__proto__` as the key of an object would set its prototype and lose the value.
  if (shortname !== undefined && shortname !== '__proto__') return { as: 'profile', field: shortname }
  const [, stem = '', number = ''] = NUMBERED.exec(name) ?? []
  const numbered = NUMBERED_COLUMNS.find((known) => known === stem)
  return numbered === undefined ? null : { as: 'numbered', field: numbered, number }
}
