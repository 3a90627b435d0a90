import { join } from 'node:path'
import type { Benchmark } from './figure.ts'
import { CHANGED_EVERY, DAYS, type Material, measureDays } from './imports.ts'
import { writeCsvFile } from './input/csv-file.ts'
import {
  COURSE_HEADER,
  COURSES_PER_USER,
  courseRow,
  ENROLMENT_HEADER,
  enrolmentRow,
} from './input/enrolments.ts'
import { writeUsers } from './users.ts'

const ENROLMENTS_PER_COURSE = 500

const ENROLMENTS: Material = {
  name: 'enrolments',
  tables: ['site_enrolment', 'site_role_assignment'],
  made: 'enrolled',
  async writeGround({ folder, rows }) {
    const users = join(folder, 'ground-user.csv')
    const courses = join(folder, 'ground-course.csv')
    await writeUsers(users, Math.ceil(rows / COURSES_PER_USER), false)
    await writeCsvFile(courses, COURSE_HEADER, coursesFor(rows), courseRow)
    return [users, courses]
  },
  write(path, rows, changed) {
    const around = { courses: coursesFor(rows) }
    return writeCsvFile(path, ENROLMENT_HEADER, rows, (index) =>
      enrolmentRow(index, changed && index % CHANGED_EVERY === 0, around),
    )
  },
}

export const enrolments: Benchmark = {
  figures: DAYS.map((day) => `enrolments-${day}`),
  about:
    'enrolments: ten courses for each user, the same again, and 1 % with another end; against COPY and INSERT … SELECT ' +
    'of site_enrolment and site_role_assignment.',
  measure: (bench, wanted) =>
    measureDays(bench, ENROLMENTS, new Set(DAYS.filter((day) => wanted.has(`enrolments-${day}`)))),
}

/** A million enrolments go to 2,000 courses. A trial needs as many courses as a user takes. */
export function coursesFor(rows: number): number {
  return Math.max(Math.ceil(rows / ENROLMENTS_PER_COURSE), COURSES_PER_USER)
}
