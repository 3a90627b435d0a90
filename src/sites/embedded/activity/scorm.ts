import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  scorm: string
  sco: string
  attempt: number
  completion_status: string | null
  success_status: string | null
  score: string | null
  time: number
  status_time: number
}

export const scorm: DatasetReader<'scorm', Row> = {
  table: 'site_scorm_attempt',
  columns: {
    scorm: sql`a.scorm`,
    sco: sql`a.sco`,
    attempt: sql`a.attempt`,
    completion_status: sql`a.completion_status`,
    success_status: sql`a.success_status`,
    score: sql`a.score::text`,
    time: seconds('time'),
    status_time: seconds('status_time'),
  },
  inCourses: true,
  times: ['time', 'status_time'],
  factOf(rows, at, learner, course) {
    const courseId = rows.course_id[at]!
    const scorm = rows.scorm[at]!
    const sco = rows.sco[at]!
    const attempt = rows.attempt[at]!
    return {
      key: ACTIVITY_KEYS.scormAttempt({ userId: learner.id, courseId, scorm, sco, attempt }),
      learner,
      course,
      scorm,
      sco,
      attempt,
      completionStatus: rows.completion_status[at]!,
      successStatus: rows.success_status[at]!,
      score: rows.score[at]!,
      time: msOf(rows.time[at]!),
      statusTime: msOf(rows.status_time[at]!),
    }
  },
}
