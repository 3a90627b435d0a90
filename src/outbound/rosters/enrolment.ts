import type { RosterRules } from './roster.ts'

/** Who is in which course, a row for each method and role. */
export const enrolment: RosterRules<'enrolment'> = {
  dataset: 'enrolment',
  ofPeople: true,
  fields: [],
  columns: ['Course Name', 'Course Code', 'Role', 'Method', 'Status', 'Start Date', 'End Date'],
  cells: ({ course, role, method, status, timeStart, timeEnd }) => [
    course.fullname,
    course.shortname,
    role ?? '',
    method,
    { status },
    { instant: timeStart },
    { instant: timeEnd },
  ],
}
