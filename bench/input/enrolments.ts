import { idnumberOf, scatter } from './users.ts'
import { DEPARTMENTS, SUBJECTS } from './words.ts'

export const COURSE_HEADER = [
  'action',
  'shortname',
  'fullname',
  'category',
  'idnumber',
  'startdate',
  'visible',
]

/** The `index`-th course as a row of a course file. */
export function courseRow(index: number): string[] {
  const department = DEPARTMENTS[index % DEPARTMENTS.length]!
  const subject = SUBJECTS[scatter(index) % SUBJECTS.length]!
  const fullname = `${department}: ${subject} ${index + 1}`
  return [
    'create',
    shortnameOf(index),
    fullname,
    `/Faculties/${department}`,
    `C${idnumberOf(index)}`,
    '10/05/2026',
    '1',
  ]
}

export const ENROLMENT_HEADER = [
  'action',
  'idnumber',
  'context',
  'instance',
  'role',
  'enrolmenttime',
  'completetime',
  'status',
]

export const COURSES_PER_USER = 10
/** One enrolment in this many is that of a teacher. */
const TEACHER_EVERY = 40

/** How many there are of what the enrolments name. */
export interface Around {
  readonly courses: number
}

/**
 * The `index`-th enrolment: ten courses for each person, none twice, spread over all courses. `changed`: with a later
 * day's end.
 */
export function enrolmentRow(index: number, changed: boolean, { courses }: Around): string[] {
  const user = Math.floor(index / COURSES_PER_USER)
  const step = Math.floor(courses / COURSES_PER_USER)
  const course = (scatter(user) + (index % COURSES_PER_USER) * step) % courses
  return [
    'create',
    idnumberOf(user),
    'course',
    shortnameOf(course),
    index % TEACHER_EVERY === 0 ? 'teacher' : 'student',
    '10/05/2026',
    changed ? '07/16/2027' : '06/25/2027',
    'active',
  ]
}

function shortnameOf(index: number): string {
  return `${DEPARTMENTS[index % DEPARTMENTS.length]!.slice(0, 3).toUpperCase()}${1000 + index}`
}
