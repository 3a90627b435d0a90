import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  time: Date
}

export const completion: DatasetReader<'completion', Row> = {
  table: 'site_course_completion',
  columns: sql`a.time`,
  inCourses: true,
  times: ['time'],
  told: sql`a.course_id <> 0`,
  factOf(row, learner, inCourse) {
    const course = inCourse!
    const time = row.time.getTime()
    return {
      key: ACTIVITY_KEYS.courseCompletion({ userId: learner.id, courseId: course.id, time }),
      learner,
      course,
      time,
    }
  },
}
