import { sql } from 'kysely'
import type { QuizState } from '../../../domain/activity.ts'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  quiz: string
  attempt: number
  state: QuizState
  score: string | null
  pass_score: string | null
  decimal_points: number
  time_finish: number | null
  time: number
}

export const quiz: DatasetReader<'quiz', Row> = {
  table: 'site_quiz_attempt',
  columns: {
    quiz: sql`a.quiz`,
    attempt: sql`a.attempt`,
    state: sql`a.state`,
    score: sql`a.score::text`,
    pass_score: sql`a.pass_score::text`,
    decimal_points: sql`a.decimal_points`,
    time_finish: seconds('time_finish'),
    time: seconds('time'),
  },
  inCourses: true,
  times: ['time', 'time_finish'],
  told: sql`not a.preview and a.state <> 'notstarted'`,
  factOf(rows, at, learner, course) {
    const courseId = rows.course_id[at]!
    const quiz = rows.quiz[at]!
    const attempt = rows.attempt[at]!
    const timeFinish = rows.time_finish[at]!
    return {
      key: ACTIVITY_KEYS.quizAttempt({ userId: learner.id, courseId, quiz, attempt }),
      learner,
      course,
      quiz,
      attempt,
      state: rows.state[at]!,
      score: rows.score[at]!,
      passScore: rows.pass_score[at]!,
      decimalPoints: rows.decimal_points[at]!,
      timeFinish: timeFinish === null ? null : msOf(timeFinish),
      time: msOf(rows.time[at]!),
    }
  },
}
