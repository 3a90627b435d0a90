import type {
  CourseField,
  ERASABLE_COURSE_FIELDS,
  ERASABLE_USER_FIELDS,
  IdentifyingField,
  UserField,
} from './action.ts'
import type { ActivitySync } from './activity-wish.ts'
import type { CategoryNeed, CategoryPlace, CategoryStep } from './category-place.ts'
import type { Cohort, EnrolmentStatus, Group } from './entities.ts'
import type { Finding } from './finding.ts'
import type { GuestWish, MethodWish, NamedInColumn } from './method-wish.ts'
import type { MethodField, MoreCourseField, MoreUserField } from './more-fields.ts'

/**
 * What one record of a synchronising format asks for: IMS Enterprise, OneRoster, Moodle's CSV files, full lists. Each
 * action is an explicit wish. The format reads its record and the feed's settings into it; planning carries it out and
 * knows neither. So the text of an action holds all that its outcome depends on besides the site.
 *
 * Common to all:
 * - A target is named by one identifier, matched exactly.
 * - `ifKnown` and `ifUnknown` say what becomes of a target that the site has or lacks. `reject` refuses the record,
 *   `leave` answers `unchanged`. `whyKnown` and `whyUnknown` name the setting that decided so, as the feed spells it;
 *   messages quote it.
 * - Values are the text of the file under the standard name of the field, as in `action.ts`, with dates in ISO form. A
 *   value that is not supplied is not there; an empty text is refused, `erase` empties.
 */
export type SyncAction =
  | AccountSync
  | AccountEnd
  | CategorySync
  | CohortSync
  | CourseSync
  | GroupSync
  | CourseEnd
  | MembershipSync
  | MembershipEnd
  | MembershipsOfOne
  | CategoryRoleSync
  | ActivitySync

export interface AccountName {
  readonly field: IdentifyingField
  readonly value: string
}

export interface CourseName {
  readonly field: 'shortname' | 'idnumber'
  readonly value: string
}

/** Values of a user. Password and suspension are apart. */
export type AccountValues = Readonly<
  Partial<Record<Exclude<UserField, 'password' | 'suspended'> | MoreUserField, string>>
>

/** Values of a course. Its category is a `CategoryPlace`, guest access a `GuestWish`; `link` names the template of a new one by short name. */
export type SyncCourseValues = Readonly<
  Partial<
    Record<Exclude<CourseField, 'category' | 'guest' | 'password'> | 'enddate' | MoreCourseField, string>
  >
>

/** Makes or changes a user. A change that suspends an active one is `suspended`, any other `updated`. */
export interface AccountSync {
  readonly kind: 'user'
  readonly verb: 'sync'
  readonly by: AccountName
  /** The identifier of `by` need not be repeated: a new user gets it, a linked one too. */
  readonly values: AccountValues
  /** What only a new user gets, for fields that `values` lacks. */
  readonly whenNew?: AccountValues
  /** Of `whenNew`: templates (`values/name-template.ts`) that hold the user name, which `countUp` changes. */
  readonly perName?: PerName
  /** Custom profile fields by short name. An empty text empties. */
  readonly profile?: Readonly<Record<string, string>>
  /** As `profile`, for new users only and for names that it lacks. */
  readonly profileWhenNew?: Readonly<Record<string, string>>
  /** Fields of a known user that are to be emptied. */
  readonly erase?: readonly ((typeof ERASABLE_USER_FIELDS)[number] | 'email' | MoreUserField)[]
  /** Fields whose value is left out, with a notice, where the site does not accept it. */
  readonly lenient?: readonly (UserField | MoreUserField)[]
  readonly password?: NewPassword
  /** No user is made without `password`. */
  readonly needsPassword?: boolean
  /** Of a new user, and of a known one whatever `ifKnown` says, but for `leave` and `reject`. */
  readonly suspended?: boolean
  /**
   * - `update`: values that differ are written.
   * - `fill`: only values that the site has empty.
   * - `partsOnly`: values stay; `suspended` and the parts are carried out.
   * - `leave`: nothing of the record is done.
   * - `reject`: refused.
   * - `countUp`: a new user is made; a number at the end of the user name counts up until the name is free, or `2` is
   *   appended. Only with `by: username`.
   */
  readonly ifKnown: 'update' | 'fill' | 'partsOnly' | 'leave' | 'reject' | 'countUp'
  readonly ifUnknown: 'create' | 'leave' | 'reject'
  /**
   * Nobody has the id number of `by`, but somebody without id number has `values.username`: that user gets the id
   * number, and with `update` the other values too. A user with another id number is a conflict, refused, and both are
   * named. Without `link` a name that is taken always refuses.
   */
  readonly link?: 'identify' | 'update'
  /**
   * The user who has this name is given the name of `by` first, and then the rest applies. Refused when nobody has it or
   * when the new name is taken. Only with `by: username`.
   */
  readonly renameFrom?: string
  /** The record was applied before: nobody is counted up once more, and a new name may be there already. */
  readonly again?: boolean
  readonly whyKnown?: string
  readonly whyUnknown?: string
  /** Said with `unchanged` where `leave` decided so. */
  readonly note?: Finding
  /** Categories that must be there; one that is not refuses the record. */
  readonly needsCategories?: readonly CategoryNeed[]
  /** Carried out for the user who was made or found, in this order. One that fails is a notice; the others go on. */
  readonly parts?: readonly AccountPart[]
}

/** Values of a new user whose user name is counted up: `letters` has all letters of the templates but `u`, the name. */
export interface PerName {
  readonly templates: AccountValues
  readonly letters: Readonly<Record<string, string>>
}

/** A password of a file is not held to the site's policy: those who send one are told to change it. */
export interface NewPassword {
  readonly text: string
  readonly for: 'new' | 'newAndKnown'
  readonly mustChange: 'never' | 'ifWeak' | 'always'
}

export type AccountPart = CohortPart | RolePart | MembershipPart | FaultyPart

interface PartColumns {
  /** The columns that ask for it, for messages. */
  readonly columns?: string
}

/** What the format could not read: a notice, in its place among the others. */
export interface FaultyPart {
  readonly part: 'faulty'
  readonly why: Finding
}

/** Puts the user into a cohort, known by its id number. */
export interface CohortPart extends PartColumns {
  readonly part: 'cohort'
  readonly idnumber: string
  /** Makes it under that id number and name when there is none. */
  readonly create: boolean
}

/** Gives a role outside courses, or takes it away. */
export interface RolePart extends PartColumns {
  readonly part: 'role'
  readonly role: string
  /** Absent: in the system. */
  readonly category?: CategoryStep
  readonly take: boolean
}

/** Enrols the user: a `MembershipSync` without its person. */
export interface MembershipPart extends Enrolling, PartColumns {
  readonly part: 'membership'
}

/** Ends a user: `deleted`, or `suspended`, or `unchanged` with `keep`. */
export interface AccountEnd {
  readonly kind: 'user'
  readonly verb: 'end'
  readonly by: AccountName
  readonly how: 'delete' | 'suspend' | 'keep'
  /** The name that the record says the user has; another one refuses the record. */
  readonly username?: string
  readonly ifUnknown: 'reject' | 'leave'
  /** The setting behind `keep`. */
  readonly because?: string
}

/** Makes or changes a category, known by its id number. */
export interface CategorySync {
  readonly kind: 'category'
  readonly verb: 'sync'
  readonly idnumber: string
  readonly name: string
  /** Id number of the category above; null: at the top. Unknown: refused. */
  readonly parent: string | null
  readonly visible: boolean
  readonly ifKnown: 'update' | 'leave'
  readonly ifUnknown: 'create' | 'leave' | 'reject'
  readonly whyKnown?: string
  readonly whyUnknown?: string
  /** Said with `unchanged` where `leave` decided so. */
  readonly note?: Finding
  /** The column that names the category, for messages. Absent: as the policy labels `idnumber`. */
  readonly column?: string
  /**
   * Categories above this one whose own records come later in the file, from the top down: those that are unknown are
   * made first, each below its own parent.
   */
  readonly above?: readonly Pick<CategorySync, 'idnumber' | 'name' | 'parent'>[]
}

export interface CohortName {
  readonly field: 'idnumber' | 'name'
  readonly value: string
}

/** Makes or changes a cohort. Its members come by `CohortPart`. */
export interface CohortSync {
  readonly kind: 'cohort'
  readonly verb: 'sync'
  readonly by: CohortName
  readonly name: string
  readonly values: CohortValues
  /** Absent: a new one goes to `otherwise`, a known one stays where it is. */
  readonly place?: CohortPlace
  /** Names of a category from the top; none: the whole site. */
  readonly otherwise: readonly string[]
  readonly ifKnown: 'update' | 'reject'
  readonly ifUnknown: 'create' | 'reject'
  /** As for accounts: a create then repairs. */
  readonly again?: boolean
  readonly whyKnown?: string
  readonly whyUnknown?: string
}

/** What a new cohort is without: no description, visible. */
export type CohortValues = Readonly<Partial<Pick<Cohort, 'description' | 'visible'>>>

/** Steps from the top down; none: the whole site. One that fits nothing is a notice, and `otherwise` counts. */
export type CohortPlace = Pick<CategoryPlace, 'steps' | 'nested'>

/** Makes or changes a course. */
export interface CourseSync {
  readonly kind: 'course'
  readonly verb: 'sync'
  readonly by: CourseName
  /** The identifier of `by` need not be repeated. */
  readonly values: SyncCourseValues
  /** What only a new course gets, for fields that `values` lacks. */
  readonly whenNew?: SyncCourseValues
  /** Fields of a known course that are to be emptied, with `update`. */
  readonly erase?: readonly ((typeof ERASABLE_COURSE_FIELDS)[number] | 'enddate' | MoreCourseField)[]
  /** Absent: a new course is refused, a known one stays where it is. */
  readonly place?: CategoryPlace
  /** A known course moves to `place` too; with `fill` it stays, but `place` must be there. */
  readonly moves?: boolean
  /** As for accounts; `countUp` appends `_2` to a name without number, and does the same with a taken id number. */
  readonly ifKnown: 'update' | 'fill' | 'leave' | 'reject' | 'countUp'
  readonly ifUnknown: 'create' | 'leave' | 'reject'
  /** The short name that a known course is to have instead. Taken: refused. */
  readonly renameTo?: string
  /** Ends all enrolments of a known course and removes its groups, before anything else. */
  readonly reset?: boolean
  /** The record was applied before: nothing is reset or counted up once more, and a new name may be there already. */
  readonly again?: boolean
  /** Does the course take manual enrolments? Absent: a new one as the site has it, a known one as it is. */
  readonly manual?: boolean
  /** Absent: guest access of a new course is as the site has it, that of a known one as it is. Null: it has no such method. */
  readonly guest?: GuestWish | null
  /** What is kept of enrolment methods besides, by field (`more-fields.ts`). Null: the course does not have it. */
  readonly methods?: Readonly<Partial<Record<MethodField, MethodWish | null>>>
  /** As for accounts. */
  readonly needsCategories?: readonly CategoryNeed[]
  /** Short names of courses that methods take their people from: one that is not there refuses the record. */
  readonly sources?: readonly NamedInColumn[]
  /** Fields without which no course is made: those that are missing are named. */
  readonly needs?: readonly (keyof SyncCourseValues)[]
  /** A new course has the content of the template that `link` names, and none of its values. */
  readonly contentOnly?: boolean
  /** As for accounts. */
  readonly lenient?: readonly 'theme'[]
  /** Short names of roles that the record names besides: one that the site lacks refuses the record. */
  readonly roles?: readonly NamedInColumn[]
  /** What the format leaves out of the record; said with the outcome. */
  readonly notice?: Finding
  readonly whyKnown?: string
  readonly whyUnknown?: string
}

/** Makes a group of a course. One of that name that is there is left as it is. */
export interface GroupSync {
  readonly kind: 'group'
  readonly verb: 'sync'
  readonly course: CourseName
  readonly name: string
  /** Of a new one; absent: empty. */
  readonly values: Readonly<Partial<Pick<Group, 'idnumber' | 'description'>>>
  /** Of a new one: the key with which people enter it by themselves. */
  readonly password?: string
  /** Name of the grouping that a new one is put into; it is made where there is none. */
  readonly grouping?: string
  readonly ifKnown: 'leave'
  readonly ifUnknown: 'create'
}

/** Ends a course: `deleted`, or hidden, which is `updated`, or `unchanged` with `keep`. */
export interface CourseEnd {
  readonly kind: 'course'
  readonly verb: 'end'
  readonly by: CourseName
  readonly how: 'hide' | 'delete' | 'keep'
  readonly ifUnknown: 'reject' | 'leave'
  /** The setting behind `keep`. */
  readonly because?: string
}

/**
 * A point in time: milliseconds since 1970 UTC; or `YYYY-MM-DD`, midnight in the site's zone; or
 * `YYYY-MM-DDTHH:MM:SS`, in that zone; or the beginning of the day of the run. Null: none.
 */
export type Moment = number | string | 'today' | null

interface Enrolling {
  readonly course: CourseName
  /** `manual`, or the name that the format's own enrolments have: only these are changed and ended. */
  readonly method: string
  /** Short name; compared without case when none fits exactly. Null: enrolled without any role. */
  readonly role: string | null
  /** Absent: a new enrolment is active, an existing one stays as it is. */
  readonly status?: EnrolmentStatus
  /** Absent: a new enrolment has none, an existing one keeps its own. */
  readonly start?: Moment
  readonly end?: Moment | { readonly daysAfterStart: number }
  /** What the course's own settings of manual enrolment say comes before `role`, and before an `end` of null. */
  readonly ofMethod?: { readonly role: boolean; readonly period: boolean }
  /** A group of the course that the user is put into. */
  readonly group?: { readonly name: string; readonly create: boolean }
}

/** Enrols somebody in a course, or brings the enrolment of that method in line. Roles add up. */
export interface MembershipSync extends Enrolling {
  readonly kind: 'enrolment'
  readonly verb: 'enrol'
  readonly person: AccountName
  /** As for accounts. */
  readonly needsCategories?: readonly CategoryNeed[]
  /** Status and times are for a new enrolment alone: whatever made the one that is there came later. */
  readonly keepsKnown?: true
}

/**
 * Ends the enrolment of a method: `unenrolled`, `suspended`, or `unchanged` with `keep` or where there is none. Roles
 * stay while another enrolment of the person in the course does.
 */
export interface MembershipEnd {
  readonly kind: 'enrolment'
  readonly verb: 'end'
  readonly person: AccountName
  readonly course: CourseName
  readonly method: string
  /** Null: the record names none that counts, and the whole enrolment is meant. */
  readonly role: string | null
  /**
   * What goes with the role: `role` takes it away and ends the enrolment with the last one; `enrolment` ends the
   * enrolment and all its roles. A person with roles who lacks the named one is left alone by both.
   */
  readonly ends: 'role' | 'enrolment'
  readonly how: 'unenrol' | 'suspend' | 'suspendNoRoles' | 'keep'
  /** Enrolments of all methods are looked at, not only those of `method` (moodle-csv.md 1.3, "`del` and the role"). */
  readonly anyMethod?: boolean
  /** Only where the end of the enrolment has passed. The records that made it are not looked at again for that. */
  readonly expiredOnly?: boolean
  /** When the person or the course is unknown. */
  readonly ifUnknown: 'reject' | 'leave'
  /** The setting behind `keep`. */
  readonly because?: string
}

/** What one record asks for one person in one course, in several roles. One refusal refuses the record. */
export interface MembershipsOfOne {
  readonly kind: 'enrolment'
  readonly verb: 'several'
  readonly of: readonly (MembershipSync | MembershipEnd)[]
  /** Said with `unchanged` when the record asks for nothing, so that `of` is empty. */
  readonly note?: Finding
}

/** Gives somebody a role in a category: a `RolePart` by itself. */
export interface CategoryRoleSync {
  readonly kind: 'enrolment'
  readonly verb: 'assign'
  readonly person: AccountName
  readonly role: string
  /** Its id number. */
  readonly category: string
}
