import type { FactCourse, Learner, RosterDataset } from './activity.ts'

/** A course of a full list. */
export interface RosterCourse extends FactCourse {
  readonly idnumber: string
  /** Name of the category it lies in. */
  readonly category: string | null
  /** `YYYY-MM-DD`; empty for none. */
  readonly startdate: string
  readonly enddate: string
  readonly visible: boolean
}

/** Somebody in a course by one method, with one of the roles held there. Times are milliseconds since 1970 UTC. */
export interface RosterEnrolment {
  readonly learner: Learner
  readonly course: RosterCourse
  /** Short name; null: none is held in the course. */
  readonly role: string | null
  readonly method: string
  readonly status: 'active' | 'suspended'
  readonly timeStart: number | null
  readonly timeEnd: number | null
}

/** Every full list, with the shape of its rows. */
export interface RosterRows {
  readonly user: { readonly learner: Learner }
  readonly course: { readonly course: RosterCourse }
  readonly enrolment: RosterEnrolment
}

/** A row of any of them. */
export type RosterRow = RosterRows[RosterDataset]
