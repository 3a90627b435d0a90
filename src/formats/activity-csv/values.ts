import { type ActivityDataset, QUIZ_STATES, SIGNUP_STATUSES } from '../../domain/activity.ts'
import { type ActivityKind, GRADE_ITEMS } from '../../domain/activity-entities.ts'
import type { ActivityValues } from '../../domain/activity-wish.ts'
import type { Row } from './row.ts'

/** As SCORM 1.2 and 2004 spell them; `outbound-files`, rule O-19. */
const COMPLETION_STATUSES = [
  'completed',
  'passed',
  'failed',
  'incomplete',
  'browsed',
  'not attempted',
  'unknown',
] as const
const SUCCESS_STATUSES = ['passed', 'failed', 'unknown'] as const

/** Moodle's own, and those that the embedded site keeps without telling of them. */
const STATES = [...QUIZ_STATES, 'notstarted'] as const
const FLAGS = ['0', '1', 'no', 'yes', 'false', 'true'] as const
const SET: readonly string[] = ['1', 'yes', 'true']

/** A quiz shows so many decimals at the most. */
const MOST_DECIMALS = 5

interface Put<K extends ActivityKind> {
  readonly of: K
  readonly values: ActivityValues<K>
}

/** What a row of each dataset tells, without who and where. Faults are kept in the row. */
export const VALUES = {
  scorm(row: Row): Put<'scormAttempt'> {
    const time = row.time('time')
    const status = row.optional('status') === null ? 'completionStatus' : 'status'
    return {
      of: 'scormAttempt',
      values: {
        scorm: row.text('scorm'),
        sco: row.text('sco'),
        attempt: row.whole('attempt', 0),
        completionStatus: row.word(status, COMPLETION_STATUSES),
        successStatus:
          row.optional('successStatus') === null ? null : row.word('successStatus', SUCCESS_STATUSES),
        score: row.decimal('score'),
        time,
        statusTime: row.optionalTime('statusTime') ?? time,
      },
    }
  },

  'face-to-face'(row: Row): Put<'signupChange'> {
    return {
      of: 'signupChange',
      values: {
        facetoface: row.text('facetoface'),
        sessionId: row.whole('sessionId', 0),
        time: row.time('time'),
        status: row.word('status', SIGNUP_STATUSES),
        sessionDate: row.optionalTime('sessionDate'),
      },
    }
  },

  quiz(row: Row): Put<'quizAttempt'> {
    return {
      of: 'quizAttempt',
      values: {
        quiz: row.text('quiz'),
        attempt: row.whole('attempt', 0),
        state: row.word('state', STATES),
        score: row.decimal('score'),
        passScore: row.decimal('passScore'),
        decimalPoints:
          row.optional('decimalPoints') === null ? 2 : row.whole('decimalPoints', 0, MOST_DECIMALS),
        preview: SET.includes(row.word('preview', FLAGS, '0')),
        timeFinish: row.optionalTime('timeFinish'),
        time: row.time('time'),
      },
    }
  },

  completion(row: Row): Put<'courseCompletion'> {
    return { of: 'courseCompletion', values: { time: row.time('time') } }
  },

  pathway(row: Row): Put<'pathwayCompletion'> {
    return {
      of: 'pathwayCompletion',
      values: {
        pathway: row.text('pathway'),
        attempt: row.optional('attempt') === null ? 1 : row.whole('attempt', 1),
        time: row.time('time'),
      },
    }
  },

  grade(row: Row): Put<'grade'> {
    const item = row.word('item', GRADE_ITEMS, 'course')
    return {
      of: 'grade',
      values: {
        item,
        name: item === 'course' ? '' : row.text('name'),
        grade: row.decimal('grade'),
        min: row.decimal('min') ?? '0',
        max: row.decimal('max') ?? '100',
        time: row.time('time'),
      },
    }
  },
} as const satisfies { readonly [D in ActivityDataset]: (row: Row) => object }
