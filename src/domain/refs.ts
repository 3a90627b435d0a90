import type { Identifiers } from './action.ts'
import type { ActivitySync } from './activity-wish.ts'
import type { CohortName, CourseName } from './sync-action.ts'
import type { CountedName } from './values/counted-name.ts'

/** What a chunk of actions names, each name once: all that a site must look up to plan it. */
export interface Refs {
  readonly usernames: ReadonlySet<string>
  readonly emails: ReadonlySet<string>
  readonly idnumbers: ReadonlySet<string>
  readonly shortnames: ReadonlySet<string>
  readonly courseIdnumbers: ReadonlySet<string>
  readonly categoryNames: ReadonlySet<string>
  /** Id numbers of categories that must be there for a record of users or enrolments. */
  readonly neededCategories: ReadonlySet<string>
  /** Who is to be enrolled where, as the records name them; only for enrolment records. */
  readonly places: readonly Place[]
  readonly teachers: boolean
  /** Who is to be in which cohort, by its id number. */
  readonly cohorts: readonly CohortRef[]
  /** Cohorts that records are about. */
  readonly cohortNames: readonly CohortName[]
  /** Do records of users name courses, roles or cohorts besides? */
  readonly parts: boolean
  /** Do records of courses name roles? */
  readonly courseRoles: boolean
  /** Courses that are to be reset. */
  readonly resets: readonly CourseName[]
  /** What people are said to have done. */
  readonly activities: readonly ActivitySync[]
  /** Names that are counted up until they are free. */
  readonly counted: Readonly<Record<CountedKind, readonly CountedName[]>>
}

export type CountedKind = 'username' | 'shortname' | 'courseIdnumber'

export interface CohortRef {
  readonly person: Identifiers
  readonly idnumber: string
}

/** One enrolment record's person and place. */
export interface Place {
  readonly person: Identifiers
  readonly context: string
  readonly instance: string
  /** How `instance` names a course or a category; absent: by short name, and by name. */
  readonly by?: CourseName['field'] | 'id'
  readonly group: string
  /** That a new group is to have. */
  readonly groupIdnumber?: string
  readonly grouping: string
}
