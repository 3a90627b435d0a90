/**
 * Further standard fields of users and courses. No rule of the hub turns on them, so a site keeps them together, as texts
 * by name (`more`), and this table says what each may hold.
 */

export type MoreRule =
  /** A text of at most so many characters. */
  | { readonly most: number }
  /** Names with commas between them, of at most so many characters in all. */
  | { readonly most: number; readonly isList: true }
  /** One of these words. */
  | { readonly accepted: readonly string[] }

const SWITCH: MoreRule = { accepted: ['0', '1'] }

/** Lengths are those of Moodle's table of users. */
const USER_RULES = {
  middlename: { most: 255 },
  alternatename: { most: 255 },
  firstnamephonetic: { most: 255 },
  lastnamephonetic: { most: 255 },
  phone1: { most: 20 },
  phone2: { most: 20 },
  address: { most: 255 },
  interests: { most: 1000, isList: true },
  /** 0 plain text, 1 HTML. */
  mailformat: SWITCH,
  /** Who sees the address: 0 nobody, 1 everybody, 2 those who share a course. */
  maildisplay: { accepted: ['0', '1', '2'] },
  /** 1: no mail is sent to this person. */
  emailstop: SWITCH,
} as const satisfies Readonly<Record<string, MoreRule>>
export type MoreUserField = keyof typeof USER_RULES

const COURSE_RULES = {
  /** 0 no groups, 1 separate, 2 visible. */
  groupmode: { accepted: ['0', '1', '2'] },
  groupmodeforce: SWITCH,
  enablecompletion: SWITCH,
  showactivitydates: SWITCH,
  /** 0 no, 1 yes, 2 as the site has it. */
  downloadcontent: { accepted: ['0', '1', '2'] },
  legacyfiles: { accepted: ['0', '1', '2'] },
  tags: { most: 1000, isList: true },
} as const satisfies Readonly<Record<string, MoreRule>>

/** Before the short name of a custom field of courses. */
export const CUSTOM_FIELD = 'customfield_'
/** Before the short name of a role that has a name of its own in a course. */
export const ROLE_NAME = 'role_'
/** Before the name of an enrolment method: its settings, as the text of a JSON object. */
export const METHOD = 'enrolment_'
export type MethodField = `${typeof METHOD}${string}`
export type MoreCourseField =
  | keyof typeof COURSE_RULES
  | MethodField
  | `${typeof CUSTOM_FIELD}${string}`
  | `${typeof ROLE_NAME}${string}`

/** Values by field, none of them empty. Null: a server of its own does not tell. */
export type MoreValues<Field extends string> = Readonly<Partial<Record<Field, string | null>>>

export const MORE_USER_FIELDS = Object.keys(USER_RULES) as MoreUserField[]
/** Without those that are named after the site's own custom fields, roles and enrolment methods. */
export const MORE_COURSE_FIELDS = Object.keys(COURSE_RULES) as (keyof typeof COURSE_RULES)[]

/** Characters of a custom field of courses. */
const LONGEST_CUSTOM = 10_000
const LONGEST_ROLE_NAME = 255
const LONGEST_METHOD = 10_000

/** What a field may hold; undefined for one of another kind. */
export function moreRule(kind: 'user' | 'course', field: string): MoreRule | undefined {
  if (kind === 'course' && field.startsWith(CUSTOM_FIELD)) return { most: LONGEST_CUSTOM }
  if (kind === 'course' && field.startsWith(ROLE_NAME)) return { most: LONGEST_ROLE_NAME }
  if (kind === 'course' && field.startsWith(METHOD)) return { most: LONGEST_METHOD }
  const rules: Readonly<Record<string, MoreRule>> = kind === 'user' ? USER_RULES : COURSE_RULES
  return Object.hasOwn(rules, field) ? rules[field] : undefined
}

export function isMoreUserField(field: string): field is MoreUserField {
  return moreRule('user', field) !== undefined
}

export function isMoreCourseField(field: string): field is MoreCourseField {
  return moreRule('course', field) !== undefined
}

/** Without what the server does not tell. */
export function toldOf<Field extends string>(more: MoreValues<Field>): MoreValues<Field> {
  const told = Object.entries<string | null | undefined>(more).filter(([, value]) => value !== null)
  return Object.fromEntries(told) as unknown as MoreValues<Field>
}

/** A field that has one of a few words always has one of them; texts may be empty. */
export function mayBeEmpty(rule: MoreRule): boolean {
  return 'most' in rule
}
