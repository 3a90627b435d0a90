import { sql } from 'kysely'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import type { DatasetReader } from './rows.ts'

interface Row {
  grade: string
  min: string
  max: string
  letters: [lowerBound: string, letter: string][] | null
  time: Date
}

export const grade: DatasetReader<'grade', Row> = {
  table: 'site_grade',
  // As text, because numbers of JSON would lose their last digits.
  columns: sql`a.grade, a.min, a.max, a.time, (
    select jsonb_agg(jsonb_build_array(l.lower_bound::text, l.letter) order by l.lower_bound desc)
    from site_course_letter l where l.site_id = a.site_id and l.course_id = a.course_id) as letters`,
  inCourses: true,
  times: ['time'],
  told: sql`a.item = 'course' and a.course_id <> 0 and a.grade is not null`,
  factOf(row, learner, inCourse) {
    const course = inCourse!
    const { grade, min, max, letters } = row
    return {
      key: ACTIVITY_KEYS.grade({ userId: learner.id, courseId: course.id, item: 'course', name: '' }),
      learner,
      course,
      grade,
      min,
      max,
      letters,
      time: row.time.getTime(),
    }
  },
}
