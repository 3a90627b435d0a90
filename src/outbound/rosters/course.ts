import { type RosterRules, yesOrNo } from './roster.ts'

/** The courses of a site. */
export const course: RosterRules<'course'> = {
  dataset: 'course',
  ofPeople: false,
  fields: [],
  columns: [
    'Course Name',
    'Course Code',
    'Course ID Number',
    'Category',
    'Start Date',
    'End Date',
    'Visible',
  ],
  cells: ({ course }, day) => [
    course.fullname,
    course.shortname,
    course.idnumber,
    course.category ?? '',
    { instant: day(course.startdate) },
    { instant: day(course.enddate) },
    yesOrNo(course.visible),
  ],
}
