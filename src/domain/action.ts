import type { SyncAction } from './sync-action.ts'

/** The kinds of record. Their index is stored in the database: append, never reorder. */
export const RECORD_KINDS = [
  'user',
  'course',
  'enrolment',
  'category',
  'activity',
  'cohort',
  'group',
] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** The fixed order in which a run takes them (Data Hub rule 1, "the shape of it"): what is referred to comes first. */
export const PROCESSING_ORDER: readonly RecordKind[] = [
  'category',
  'cohort',
  'user',
  'course',
  'group',
  'enrolment',
  'activity',
]

/** Kinds of which a file may hold nothing else, so that its sender can say what it is. */
export const FILE_KINDS = ['user', 'course', 'enrolment'] as const
export type FileKind = (typeof FILE_KINDS)[number]

export const IDENTIFYING_FIELDS = ['username', 'email', 'idnumber'] as const
export type IdentifyingField = (typeof IDENTIFYING_FIELDS)[number]
export type Identifiers = Partial<Record<IdentifyingField, string>>

export const USER_FIELDS = [
  'username',
  'password',
  'firstname',
  'lastname',
  'email',
  'city',
  'country',
  'idnumber',
  'auth',
  'maildigest',
  'autosubscribe',
  'trackforums',
  'screenreader',
  'timezone',
  'theme',
  'lang',
  'description',
  'institution',
  'department',
  'suspended',
] as const
export type UserField = (typeof USER_FIELDS)[number]

/** Fields of a user that an account may be without: those that can be emptied. */
export const ERASABLE_USER_FIELDS = [
  'city',
  'country',
  'idnumber',
  'description',
  'institution',
  'department',
] as const satisfies readonly UserField[]

export const COURSE_FIELDS = [
  'shortname',
  'fullname',
  'category',
  'idnumber',
  'summary',
  'format',
  'numsections',
  'startdate',
  'newsitems',
  'showgrades',
  'showreports',
  'visible',
  'maxbytes',
  'lang',
  'theme',
  'guest',
  'password',
  'link',
] as const
export type CourseField = (typeof COURSE_FIELDS)[number]

/** Fields of a course that it may be without. */
export const ERASABLE_COURSE_FIELDS = [
  'idnumber',
  'summary',
  'lang',
  'theme',
] as const satisfies readonly CourseField[]

export const ENROLMENT_FIELDS = [
  'username',
  'email',
  'idnumber',
  'context',
  'instance',
  'role',
  'group',
  'grouping',
  'enrolmenttime',
  'completetime',
  'status',
] as const
export type EnrolmentField = (typeof ENROLMENT_FIELDS)[number]

/** Fields of an enrolment that it may be without: then it has no bounds. */
export const ERASABLE_ENROLMENT_FIELDS = [
  'enrolmenttime',
  'completetime',
] as const satisfies readonly EnrolmentField[]

/**
 * What one record asks for, in LMS words. Values are the text of the file under the field's standard
 * name; a value that is empty or not supplied is not there (Data Hub rule F-11). Planning reads and
 * judges the values, because what is acceptable depends on the site.
 */
export type Action = DatahubAction | SyncAction

/** What Data Hub's files ask for; the other formats ask by `SyncAction`. */
export type DatahubAction = UserAction | CourseAction | EnrolmentAction

export interface UserAction {
  readonly kind: 'user'
  readonly verb: 'create' | 'update' | 'delete' | 'suspend'
  readonly fields: Readonly<Partial<Record<UserField, string>>>
  /** Identification apart from the values (Data Hub rule U-4: the `user_` columns). Absent: none given. */
  readonly find?: Readonly<Identifiers>
  /** Of somebody who is known: what is emptied. */
  readonly erase?: readonly (typeof ERASABLE_USER_FIELDS)[number][]
  /** Custom profile fields by short name; an empty text empties. Absent: none given. */
  readonly profile?: Readonly<Record<string, string>>
  /**
   * The record was applied before, and the site is to be as it says once more: a create then repairs, and a password
   * stays what it is by now.
   */
  readonly again?: boolean
}

export interface CourseAction {
  readonly kind: 'course'
  readonly verb: 'create' | 'update' | 'delete'
  readonly fields: Readonly<Partial<Record<CourseField, string>>>
  /** As for users. */
  readonly erase?: readonly (typeof ERASABLE_COURSE_FIELDS)[number][]
  /** As for users. */
  readonly again?: boolean
}

export interface EnrolmentAction {
  readonly kind: 'enrolment'
  readonly verb: 'create' | 'update' | 'delete'
  readonly fields: Readonly<Partial<Record<EnrolmentField, string>>>
  /** As for users. */
  readonly erase?: readonly (typeof ERASABLE_ENROLMENT_FIELDS)[number][]
}
