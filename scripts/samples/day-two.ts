import { changePeople, type PeopleChanges } from './changes.ts'
import { COURSE_HEADER, type Course, makeCourse } from './courses.ts'
import { create, type Day, type University } from './day-one.ts'
import { ENROLMENT_HEADER, enrolment, studies } from './enrolments.ts'
import { courseMistakes, secondOfOneName } from './mistakes/courses.ts'
import { enrolmentMistakes } from './mistakes/enrolments.ts'
import { userMistakes } from './mistakes/users.ts'
import { type Person, type Recruiter, USER_HEADER } from './people.ts'
import { type Random, seeded } from './random.ts'
import type { Cells, Row } from './table.ts'
import { DEPARTMENTS } from './university.ts'

const NEW_STUDENTS = 22
const NEW_STAFF = 3
const ENDED = 60
const PAUSED = 15
const RENAMED = { from: 'MUS503', to: 'MUS510' }
const CLOSED = 'ELE503'

/** The next day: the full lists again, with what has changed since and with mistakes in between. */
export function dayTwo(university: University, recruit: Recruiter): Day {
  const random = seeded(5)
  const changes = changePeople(university)
  const newcomers = recruits(recruit, random)
  const newCourses = openCourses()
  const enrolments = [
    ...changedEnrolments(university, changes, random),
    ...newcomers
      .flatMap((person) =>
        person.level === null ? [] : studies(person, openAfter(university.courses), random),
      )
      .map(create),
    ...newCourses.flatMap((course) => firstMembers(course, university)).map(create),
  ]
  const aboutPeople = userMistakes(changes.bystanders)
  const mistaken = new Set(aboutPeople.map(({ cells }) => cells['username']))
  const people = userRows(university, changes, newcomers).filter(({ username }) => !mistaken.has(username))
  const courses = courseRows(university.courses, newCourses)
  return {
    user: { header: USER_HEADER, rows: sprinkle(people, aboutPeople, random) },
    course: {
      header: COURSE_HEADER,
      rows: [
        ...sprinkle(courses, courseMistakes(university.courses), random),
        secondOfOneName(newCourses[0]!),
      ],
    },
    enroll: {
      header: ENROLMENT_HEADER,
      rows: sprinkle(enrolments, enrolmentMistakes(university, changes), random),
    },
  }
}

function recruits(recruit: Recruiter, random: Random): Person[] {
  return Array.from({ length: NEW_STUDENTS + NEW_STAFF }, (_, at) =>
    recruit(
      random.pick(DEPARTMENTS),
      at < NEW_STAFF ? null : at % 4 === 3 ? 'postgraduate' : 'undergraduate',
    ),
  )
}

function userRows(
  { people }: University,
  { changed, leavers }: PeopleChanges,
  newcomers: readonly Person[],
): Cells[] {
  const known = [...people.staff, ...people.students].map(({ cells }) => {
    return changed.get(cells.username) ?? leavers.get(cells.username) ?? create(cells)
  })
  return [...known, ...newcomers.map(({ cells }) => create(cells))]
}

/** The courses of the first day that still run on the second, under their new names. */
function openAfter(courses: readonly Course[]): Course[] {
  return courses
    .filter(({ cells }) => cells.shortname !== CLOSED)
    .map((course) => {
      if (course.cells.shortname !== RENAMED.from) return course
      return { ...course, cells: { ...course.cells, shortname: RENAMED.to } }
    })
}

/** Four courses that are new, two of them copied from a course of the first day. */
function openCourses(): Course[] {
  const opened: [department: number, number: number, title: string, link?: string][] = [
    [0, 104, 'Field Work: Birds & Bogs', 'BIO101'],
    [10, 504, 'Trustworthy Machines'],
    [12, 104, 'First Aid', 'NUR101'],
    [19, 504, 'Cities at Night'],
  ]
  return opened.map(([department, number, title, link], at) => {
    const course = makeCourse(DEPARTMENTS[department]!, number, title, 120 + at)
    return { ...course, cells: { ...course.cells, ...(link !== undefined && { link }) } }
  })
}

function courseRows(courses: readonly Course[], opened: readonly Course[]): Cells[] {
  const known = courses.map(({ cells }, at): Cells => {
    if (cells.shortname === RENAMED.from) return { action: 'update', ...cells, shortname: RENAMED.to }
    if (cells.shortname === CLOSED) return { action: 'delete', shortname: CLOSED }
    if (at % 25 === 12) return { action: 'update', ...cells, fullname: `${cells.fullname} (revised)` }
    return create(cells)
  })
  return [...known, ...opened.map(({ cells }) => create(cells))]
}

/** The enrolments of the first day: those of leavers and of the closed course are gone, some ended, some paused. */
function changedEnrolments({ enrolments }: University, { leavers }: PeopleChanges, random: Random): Cells[] {
  const rows = enrolments
    .filter(({ username = '', instance = '' }) => !leavers.has(username) && !leavers.has(instance))
    .filter(({ instance }) => instance !== CLOSED)
    .map((cells) => (cells['instance'] === RENAMED.from ? { ...cells, instance: RENAMED.to } : cells))
  const students = rows.filter(({ role, instance }) => role === 'student' && instance !== RENAMED.to)
  const drawn = random.sample(students, ENDED + PAUSED)
  const ended = new Set(drawn.slice(0, ENDED))
  const paused = new Set(drawn.slice(ENDED))
  return rows.map((cells) => {
    if (ended.has(cells)) {
      const { username, context, instance, role } = cells
      return { action: 'delete', username, context, instance, role } as Cells
    }
    return paused.has(cells) ? { action: 'update', ...cells, status: 'suspended' } : create(cells)
  })
}

function firstMembers(course: Course, { people }: University): Cells[] {
  const own = (person: Person) => person.department === course.department
  const leader = people.staff.find(own)!
  return [
    enrolment(leader, course, 'editingteacher'),
    enrolment(people.staff.filter(own)[1]!, course, 'teacher'),
  ]
}

/** Puts the mistakes anywhere between the good rows. */
function sprinkle(good: readonly Cells[], mistakes: readonly Row[], random: Random): Row[] {
  const rows: Row[] = good.map((cells) => ({ cells }))
  for (const mistake of mistakes) rows.splice(random.int(rows.length), 0, mistake)
  return rows
}
