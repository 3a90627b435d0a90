import type { ActivityDataset, ActivityFacts, FactCourse, Learner } from '../domain/activity.ts'
import type { ErrorCode } from '../domain/errors/catalogue.ts'

/** The side of a site that tells what learners did. A site that cannot tell a dataset refuses with a finding. */
export interface ActivitySource {
  /**
   * The facts of a dataset as they are now, in batches of at most `ACTIVITY_BATCH`, in no order, read in one consistent picture and in
   * memory that does not grow with their number. A fact is told when any of its times lies in the window; more may
   * come, for the caller looks again.
   */
  activity<D extends ActivityDataset>(
    dataset: D,
    question: ActivityQuestion,
  ): AsyncIterable<readonly ActivityFacts[D][]>
}

export const ACTIVITY_BATCH = 5_000

export interface ActivityQuestion {
  /** Milliseconds since 1970 UTC, included. */
  readonly from: number
  /** Excluded. */
  readonly to: number
  /** Which people: null for all. Sites may leave it to the caller, who looks again. */
  readonly people: PeopleFilter | null
  /** What is to be told of each person besides the identifiers. */
  readonly accountFields: readonly string[]
  readonly profileFields: readonly string[]
  readonly cohorts: boolean
  /** What counts as a pathway; absent: what the site has for them. */
  readonly pathways?: PathwayChoice
  /** Is told what a site has and cannot be told, or is not to be relied on. */
  readonly notice?: Notice
}

/** What an operator takes for pathways, instead of programs. Nothing chosen: programs. */
export interface PathwayChoice {
  /** Short names. */
  readonly courses: readonly string[]
  /** Learning plans of Moodle's competencies. */
  readonly learningPlans: boolean
}

export const PROGRAMS_ONLY: PathwayChoice = { courses: [], learningPlans: false }

/**
 * Called for each thing noticed, while the facts are read. `value` says what was seen, such as a state that is not known; `about`
 * whose it is, so that nobody hears of people whom they may not see.
 */
export type Notice = (code: ErrorCode, value: string, about: Noticed) => void

export interface Noticed {
  readonly learner: Learner
  readonly course: FactCourse | null
}

/**
 * Outbound rule O-49: whole value, exact case, after trimming. `field` is a field of the account, `cohorts` (the id
 * number of one of them) or `profile.<shortname>`.
 */
export interface PeopleFilter {
  readonly field: string
  readonly equals: string
}
