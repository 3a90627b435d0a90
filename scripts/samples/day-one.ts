import { COURSE_HEADER, type Course, makeCourses } from './courses.ts'
import { ENROLMENT_HEADER, makeEnrolments } from './enrolments.ts'
import { makePeople, type People, type Recruiter, USER_HEADER } from './people.ts'
import type { Cells, Table } from './table.ts'

export interface Day {
  readonly user: Table
  readonly course: Table
  readonly enroll: Table
}

export interface University {
  readonly people: People
  readonly courses: readonly Course[]
  readonly enrolments: readonly Cells[]
}

export function foundUniversity(recruit: Recruiter): University {
  const people = makePeople(recruit)
  const courses = makeCourses()
  return { people, courses, enrolments: makeEnrolments(people, courses) }
}

/** The first day: everybody and everything is new. */
export function dayOne({ people, courses, enrolments }: University): Day {
  const everybody = [...people.staff, ...people.students]
  return {
    user: { header: USER_HEADER, rows: everybody.map((person) => ({ cells: create(person.cells) })) },
    course: { header: COURSE_HEADER, rows: courses.map((course) => ({ cells: create(course.cells) })) },
    enroll: { header: ENROLMENT_HEADER, rows: enrolments.map((cells) => ({ cells: create(cells) })) },
  }
}

export function create(cells: Cells): Cells {
  return { action: 'create', ...cells }
}
