import { sql } from 'kysely'
import type { GradeFact } from '../../../domain/activity.ts'
import { ACTIVITY_KEYS } from '../../../domain/activity-entities.ts'
import { type DatasetReader, msOf, seconds } from './rows.ts'

interface Row {
  grade: string
  min: string
  max: string
  letters: GradeFact['letters']
  time: number
}

export const grade: DatasetReader<'grade', Row> = {
  table: 'site_grade',
  columns: {
    grade: sql`a.grade::text`,
    min: sql`a.min::text`,
    max: sql`a.max::text`,
    letters: sql`(
      select jsonb_agg(jsonb_build_array(l.lower_bound::text, l.letter) order by l.lower_bound desc)
      from site_course_letter l where l.site_id = a.site_id and l.course_id = a.course_id)`,
    time: seconds('time'),
  },
  inCourses: true,
  times: ['time'],
  told: sql`a.item = 'course' and a.course_id <> 0 and a.grade is not null`,
  factOf(rows, at, learner, inCourse) {
    const course = inCourse!
    return {
      key: ACTIVITY_KEYS.grade({ userId: learner.id, courseId: course.id, item: 'course', name: '' }),
      learner,
      course,
      grade: rows.grade[at]!,
      min: rows.min[at]!,
      max: rows.max[at]!,
      letters: rows.letters[at]!,
      time: msOf(rows.time[at]!),
    }
  },
}
