import { sql } from 'kysely'
import type { SignupStatus } from '../../../domain/activity.ts'
import { signupKey } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  facetoface: string
  session_id: number
  session_date: number | null
  status: SignupStatus
  time: number
  ord: number
}

export const faceToFace: DatasetReader<'face-to-face', Row> = {
  table: 'site_signup_change',
  columns: {
    facetoface: sql`a.facetoface`,
    session_id: sql`a.session_id`,
    session_date: seconds('session_date'),
    status: sql`a.status`,
    time: seconds('time'),
    ord: sql`a.ord`,
  },
  inCourses: true,
  times: ['time'],
  factOf(rows, at, learner, course) {
    const courseId = rows.course_id[at]!
    const facetoface = rows.facetoface[at]!
    const sessionId = rows.session_id[at]!
    const sessionDate = rows.session_date[at]!
    return {
      key: signupKey({ userId: learner.id, courseId, facetoface, sessionId }),
      learner,
      course,
      facetoface,
      sessionId,
      sessionDate: sessionDate === null ? null : msOf(sessionDate),
      status: rows.status[at]!,
      time: msOf(rows.time[at]!),
      order: rows.ord[at]!,
    }
  },
}
