import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  key_course: number
  scorm: string
  sco: string
  attempt: number
  completion_status: string | null
  success_status: string | null
  score: string | null
  time: Date
  status_time: Date
}

export const scorm: DatasetReader<'scorm', Row> = {
  table: 'site_scorm_attempt',
  columns: sql`a.course_id as key_course, a.scorm, a.sco, a.attempt, a.completion_status, a.success_status, a.score,
    a.time, a.status_time`,
  inCourses: true,
  times: ['time', 'status_time'],
  factOf(row, learner, course) {
    const { scorm, sco, attempt, score } = row
    return {
      key: ACTIVITY_KEYS.scormAttempt({ userId: learner.id, courseId: row.key_course, scorm, sco, attempt }),
      learner,
      course,
      scorm,
      sco,
      attempt,
      completionStatus: row.completion_status,
      successStatus: row.success_status,
      score,
      time: row.time.getTime(),
      statusTime: row.status_time.getTime(),
    }
  },
}
