import { sql } from 'kysely'
import type { SignupStatus } from '../../../domain/activity.ts'
import { signupKey } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  key_course: number
  facetoface: string
  session_id: number
  session_date: Date | null
  status: string
  time: Date
  ord: number
}

export const faceToFace: DatasetReader<'face-to-face', Row> = {
  table: 'site_signup_change',
  columns: sql`a.course_id as key_course, a.facetoface, a.session_id, a.session_date, a.status, a.time, a.ord`,
  inCourses: true,
  times: ['time'],
  factOf(row, learner, course) {
    const { facetoface, session_id: sessionId } = row
    return {
      key: signupKey({ userId: learner.id, courseId: row.key_course, facetoface, sessionId }),
      learner,
      course,
      facetoface,
      sessionId,
      sessionDate: row.session_date?.getTime() ?? null,
      status: row.status as SignupStatus,
      time: row.time.getTime(),
      order: row.ord,
    }
  },
}
