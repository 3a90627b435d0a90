import type { Course } from './courses.ts'
import { type People, type Person, STAFF_PER_DEPARTMENT } from './people.ts'
import { type Random, seeded } from './random.ts'
import type { Cells } from './table.ts'
import { DEPARTMENTS } from './university.ts'

export const ENROLMENT_HEADER = [
  'action',
  'username',
  'idnumber',
  'context',
  'instance',
  'role',
  'group',
  'grouping',
  'enrolmenttime',
  'completetime',
  'status',
] as const

const TUTORED_STUDENTS = 290
const LAB_FACULTIES = ['Science', 'Engineering', 'Medicine']

/** The enrolment rows of the first day, without the action: 8,000 of them. */
export function makeEnrolments(people: People, courses: readonly Course[]): Cells[] {
  const random = seeded(3)
  return [
    { idnumber: people.staff[0]!.cells.idnumber, context: 'system', role: 'manager' },
    ...headsOfFaculty(people),
    ...courses.flatMap((course) => teachers(people, courses, course)),
    ...people.students.flatMap((student) => studies(student, courses, random)),
    ...tutors(people),
  ]
}

/** A manager for each faculty, a course creator for each of four departments. */
function headsOfFaculty(people: People): Cells[] {
  const faculties = [...new Set(DEPARTMENTS.map((d) => d.faculty))]
  const staffOf = (name: string, at: number) =>
    people.staff.filter((s) => s.department.faculty === name || s.department.name === name)[at]!
  const creators = ['Biology', 'History', 'Computer Science', 'Law']
  return [
    ...faculties.map((name) => [name, 'manager', staffOf(name, 1)] as const),
    ...creators.map((name) => [name, 'coursecreator', staffOf(name, 2)] as const),
  ].map(([instance, role, { cells }]) => ({ idnumber: cells.idnumber, context: 'coursecat', instance, role }))
}

/** Each course has a teacher who may edit it; every other one also has a teacher who may not. */
function teachers(people: People, courses: readonly Course[], course: Course): Cells[] {
  const own = people.staff.filter((person) => person.department === course.department)
  const at = courses.filter((other) => other.department === course.department).indexOf(course)
  const row = (person: Person, role: string) => enrolment(person, course, role)
  const leader = row(own[at % STAFF_PER_DEPARTMENT]!, 'editingteacher')
  return at % 2 === 0 ? [leader, row(own[(at + 1) % STAFF_PER_DEPARTMENT]!, 'teacher')] : [leader]
}

/** The three courses of the student's own department and level, and one of another department. */
export function studies(student: Person, courses: readonly Course[], random: Random): Cells[] {
  const level = courses.filter((course) => course.level === student.level)
  const own = level.filter((course) => course.department === student.department).slice(0, 3)
  const elective = random.pick(level.filter((course) => course.department !== student.department))
  return [
    ...own.map((course, at) => ({
      ...enrolment(student, course, 'student'),
      ...(at === 0 && student.level === 'undergraduate' && groupOf(student, random)),
    })),
    {
      ...enrolment(student, elective, 'student'),
      ...(random.chance(0.1) && { enrolmenttime: 'Oct/05/2026', completetime: 'Jan/29/2027' }),
    },
  ]
}

function groupOf({ department }: Person, random: Random): Cells {
  return LAB_FACULTIES.includes(department.faculty)
    ? { group: `Lab ${1 + random.int(3)}`, grouping: 'Labs' }
    : { group: `Seminar ${random.pick(['A', 'B', 'C'])}`, grouping: 'Seminars' }
}

/** A tutor holds a role over the student: the context is the user. */
function tutors({ staff, students }: People): Cells[] {
  return students
    .filter((student) => student.level === 'undergraduate')
    .slice(0, TUTORED_STUDENTS)
    .map((student, at) => {
      const own = staff.filter((person) => person.department === student.department)
      const tutor = own[at % own.length]!
      return {
        username: tutor.cells.username,
        context: 'user',
        instance: student.cells.username,
        role: 'tutor',
      }
    })
}

export function enrolment(person: Person, course: Course, role: string): Cells {
  return { username: person.cells.username, context: 'course', instance: course.cells.shortname, role }
}
