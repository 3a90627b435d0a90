import { sql } from 'kysely'
import type { QuizState } from '../../../domain/activity.ts'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  key_course: number
  quiz: string
  attempt: number
  state: string
  score: string | null
  pass_score: string | null
  decimal_points: number
  time_finish: Date | null
  time: Date
}

export const quiz: DatasetReader<'quiz', Row> = {
  table: 'site_quiz_attempt',
  columns: sql`a.course_id as key_course, a.quiz, a.attempt, a.state, a.score, a.pass_score, a.decimal_points,
    a.time_finish, a.time`,
  inCourses: true,
  times: ['time', 'time_finish'],
  told: sql`not a.preview and a.state <> 'notstarted'`,
  factOf(row, learner, course) {
    const { quiz, attempt, score } = row
    return {
      key: ACTIVITY_KEYS.quizAttempt({ userId: learner.id, courseId: row.key_course, quiz, attempt }),
      learner,
      course,
      quiz,
      attempt,
      state: row.state as QuizState,
      score,
      passScore: row.pass_score,
      decimalPoints: row.decimal_points,
      timeFinish: row.time_finish?.getTime() ?? null,
      time: row.time.getTime(),
    }
  },
}
