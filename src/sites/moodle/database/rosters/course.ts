import { pages } from '../../../../transport/moodle-db/picture.ts'
import { sql } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { COURSES, type CourseRow, ROSTER_COURSE_TABLES, rosterCourse } from './courses.ts'
import type { RosterReader } from './reader.ts'

/** The courses of a site. */
export const course: RosterReader<'course'> = {
  needs: ROSTER_COURSE_TABLES,
  async *read(reading) {
    const courses = pages<CourseRow>(
      reading.picture,
      ACTIVITY_BATCH,
      (after, limit) => sql`${COURSES} and c.id > ${after} order by c.id limit ${limit}`,
    )
    for await (const rows of courses) yield rows.map((row) => ({ course: rosterCourse(reading, row) }))
  },
}
