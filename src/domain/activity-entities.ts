import type { QuizState, SignupStatus } from './activity.ts'

/**
 * What learners did, as the embedded site keeps it: one kind for each dataset. People and courses by their ids, `courseId`
 * 0 for none; times are milliseconds since 1970 UTC; scores and grades are decimal text.
 */
export interface ActivityEntities {
  scormAttempt: ScormAttempt
  signupChange: SignupChange
  quizAttempt: QuizAttempt
  courseCompletion: CourseCompletion
  pathwayCompletion: PathwayCompletion
  grade: Grade
}

export const ACTIVITY_KINDS = [
  'scormAttempt',
  'signupChange',
  'quizAttempt',
  'courseCompletion',
  'pathwayCompletion',
  'grade',
] as const satisfies readonly (keyof ActivityEntities)[]
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

export interface ScormAttempt {
  readonly userId: number
  readonly courseId: number
  readonly scorm: string
  readonly sco: string
  readonly attempt: number
  /** In lower case, as the standard spells it; SCORM 1.2 has only this one. */
  readonly completionStatus: string | null
  /** SCORM 2004 only. */
  readonly successStatus: string | null
  readonly score: string | null
  readonly time: number
  readonly statusTime: number
}

/** One change of the status of a sign-up. */
export interface SignupChange {
  readonly userId: number
  readonly courseId: number
  readonly facetoface: string
  readonly sessionId: number
  readonly time: number
  readonly status: SignupStatus
  readonly sessionDate: number | null
}

export interface QuizAttempt {
  readonly userId: number
  readonly courseId: number
  readonly quiz: string
  readonly attempt: number
  /** `notstarted`: made and not begun (Moodle 5); it is kept and not told. */
  readonly state: QuizState | 'notstarted'
  readonly score: string | null
  readonly passScore: string | null
  readonly decimalPoints: number
  /** A teacher's look at the quiz; it is kept and not told. */
  readonly preview: boolean
  readonly timeFinish: number | null
  readonly time: number
}

export interface CourseCompletion {
  readonly userId: number
  readonly courseId: number
  readonly time: number
}

export interface PathwayCompletion {
  readonly userId: number
  readonly pathway: string
  readonly attempt: number
  readonly time: number
}

/** `course` is the total of the course; only that is told. */
export const GRADE_ITEMS = ['course', 'category', 'activity'] as const
export type GradeItem = (typeof GRADE_ITEMS)[number]

export interface Grade {
  readonly userId: number
  readonly courseId: number
  readonly item: GradeItem
  /** Of a category or activity; empty for the total. */
  readonly name: string
  readonly grade: string | null
  readonly min: string
  readonly max: string
  readonly time: number
}

/** The identity of each within its kind. Numbers come first, so that no two names run into one another. */
export const ACTIVITY_KEYS = {
  scormAttempt: (e: Told<ScormAttempt, 'scorm' | 'sco' | 'attempt'>) =>
    named(e, e.attempt, JSON.stringify([e.scorm, e.sco])),
  signupChange: (e: SignupChange) => `${signupKey(e)}:${e.time}:${e.status}`,
  quizAttempt: (e: Told<QuizAttempt, 'quiz' | 'attempt'>) => named(e, e.attempt, e.quiz),
  courseCompletion: (e: CourseCompletion) => `${e.userId}:${e.courseId}:${e.time}`,
  pathwayCompletion: (e: Omit<PathwayCompletion, 'time'>) => `${e.userId}:${e.attempt}:${e.pathway}`,
  grade: (e: Told<Grade, 'item' | 'name'>) => named(e, e.item, e.name),
} satisfies { readonly [K in ActivityKind]: (entity: ActivityEntities[K]) => string }

type Told<T extends { userId: number; courseId: number }, Name extends keyof T> = Pick<
  T,
  'userId' | 'courseId' | Name
>

/** The identity of a sign-up, which its changes share. */
export function signupKey(e: Pick<SignupChange, 'userId' | 'courseId' | 'facetoface' | 'sessionId'>): string {
  return named(e, e.sessionId, e.facetoface)
}

function named(e: { userId: number; courseId: number }, part: number | string, name: string): string {
  return `${e.userId}:${e.courseId}:${part}:${name}`
}

/** Their fields that are times. */
export const ACTIVITY_TIMES = ['time', 'statusTime', 'sessionDate', 'timeFinish'] as const

/** Fields by which one thing that a person did in a course is told from another. */
export const ACTIVITY_NAMES: { readonly [K in ActivityKind]: readonly (keyof ActivityEntities[K])[] } = {
  scormAttempt: ['scorm', 'sco', 'attempt'],
  signupChange: ['facetoface', 'sessionId', 'time', 'status'],
  quizAttempt: ['quiz', 'attempt'],
  courseCompletion: ['time'],
  pathwayCompletion: ['pathway', 'attempt'],
  grade: ['item', 'name'],
}
