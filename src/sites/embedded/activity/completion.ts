import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  time: number
}

export const completion: DatasetReader<'completion', Row> = {
  table: 'site_course_completion',
  columns: { time: seconds('time') },
  inCourses: true,
  times: ['time'],
  told: sql`a.course_id <> 0`,
  factOf(rows, at, learner, inCourse) {
    const course = inCourse!
    const time = msOf(rows.time[at]!)
    return {
      key: ACTIVITY_KEYS.courseCompletion({ userId: learner.id, courseId: course.id, time }),
      learner,
      course,
      time,
    }
  },
}
