/**
 * What learners did, as a site shows it: one shape for each dataset (`reference/outbound-files`, sections 4 and 6).
 * Times are milliseconds since 1970 UTC; numbers that are printed are exact decimal text (`66.66700`), never floats.
 */
export const ACTIVITY_DATASETS = ['scorm', 'face-to-face', 'quiz', 'completion', 'pathway', 'grade'] as const
export type ActivityDataset = (typeof ACTIVITY_DATASETS)[number]

export const ROSTER_DATASETS = ['user', 'course', 'enrolment'] as const
export type RosterDataset = (typeof ROSTER_DATASETS)[number]

export type Dataset = ActivityDataset | RosterDataset

/** The person a fact is about. Accounts that are never sent (outbound rule O-51) are not among them. */
export interface Learner {
  /** Account number on the site. */
  readonly id: number
  readonly username: string
  readonly idnumber: string
  readonly email: string
  readonly suspended: boolean
  /** Fields of the account that the question names, as stored: `institution`, `department`, `city`, … */
  readonly account: Readonly<Record<string, string>>
  /** Custom profile fields that the question names, by short name, as stored, defaults filled in. */
  readonly profile: Readonly<Record<string, string>>
  /** Id numbers of the cohorts; empty unless the question asks for them. */
  readonly cohorts: readonly string[]
}

export interface FactCourse {
  readonly id: number
  readonly shortname: string
  readonly fullname: string
  /** From the top down to the one the course lies in. */
  readonly categoryIds: readonly number[]
}

interface Fact {
  /** Names the fact within its site and dataset for ever: the keys of rule O-37, by the site's ids where it has any. */
  readonly key: string
  readonly learner: Learner
}

/** One attempt at one SCO (rules O-19, O-30). */
export interface ScormFact extends Fact {
  readonly course: FactCourse | null
  readonly scorm: string
  readonly sco: string
  readonly attempt: number
  /** The status word as stored, in lower case; SCORM 1.2 has only this one. */
  readonly completionStatus: string | null
  /** `passed`, `failed` or `unknown`; SCORM 2004 only. */
  readonly successStatus: string | null
  readonly score: string | null
  /** Last change of the SCO in the attempt. */
  readonly time: number
  /** When the status that is shown was reached. */
  readonly statusTime: number
}

export const SIGNUP_STATUSES = [
  'requested',
  'approved',
  'declined',
  'waitlisted',
  'booked',
  'user_cancelled',
  'session_cancelled',
  'no_show',
  'unable_to_attend',
  'partially_attended',
  'fully_attended',
] as const
export type SignupStatus = (typeof SIGNUP_STATUSES)[number]

/** One change of a sign-up's status (rules O-21, O-34). `key` is the sign-up's: its changes share it. */
export interface FaceToFaceFact extends Fact {
  readonly course: FactCourse | null
  readonly facetoface: string
  readonly sessionId: number
  /** Earliest start of the session; null while it is not known. */
  readonly sessionDate: number | null
  readonly status: SignupStatus
  readonly time: number
  /** Tells changes of one instant apart: the later stored is greater. */
  readonly order: number
}

export const QUIZ_STATES = ['finished', 'submitted', 'inprogress', 'overdue', 'abandoned'] as const
export type QuizState = (typeof QUIZ_STATES)[number]

/** One attempt at a quiz; previews and attempts not begun are not told (rules O-20, O-22, O-23). */
export interface QuizFact extends Fact {
  readonly course: FactCourse | null
  readonly quiz: string
  readonly attempt: number
  readonly state: QuizState
  /** Scaled to the grade of the quiz; null: not marked. */
  readonly score: string | null
  /** On the scale of the quiz; null or zero: none. */
  readonly passScore: string | null
  /** Of the quiz: 0 to 5. */
  readonly decimalPoints: number
  /** Null while the attempt is not finished. */
  readonly timeFinish: number | null
  readonly time: number
}

export interface CompletionFact extends Fact {
  readonly course: FactCourse
  readonly time: number
}

/** `attempt` is the ordinal of this completion by this person, 1 for the first (rule O-24). */
export interface PathwayFact extends Fact {
  readonly pathway: string
  readonly attempt: number
  readonly time: number
  /** The time moves with every edit, so that nothing that changes later is news. */
  readonly once?: true
}

/** A course total that has a grade (rule O-23). */
export interface GradeFact extends Fact {
  readonly course: FactCourse
  readonly grade: string
  readonly min: string
  readonly max: string
  /** Lower bounds in per cent, highest first; null: the defaults. */
  readonly letters: readonly (readonly [lowerBound: string, letter: string])[] | null
  readonly time: number
}

/** Every dataset of activity, with the shape of its facts. */
export interface ActivityFacts {
  readonly scorm: ScormFact
  readonly 'face-to-face': FaceToFaceFact
  readonly quiz: QuizFact
  readonly completion: CompletionFact
  readonly pathway: PathwayFact
  readonly grade: GradeFact
}
