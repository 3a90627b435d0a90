import { type CourseListRow, courseList } from '../../sites/embedded/read/rosters.ts'
import { type RosterRules, yesOrNo } from './roster.ts'

/** The courses of a site. */
export const course: RosterRules<CourseListRow> = {
  dataset: 'course',
  ofPeople: false,
  columns: [
    'Course Name',
    'Course Code',
    'Course ID Number',
    'Category',
    'Start Date',
    'End Date',
    'Visible',
  ],
  query: courseList,
  cells: (row, day) => [
    row.course,
    row.shortname,
    row.course_idnumber,
    row.category ?? '',
    { instant: day(row.startdate) },
    { instant: day(row.enddate) },
    yesOrNo(row.visible),
  ],
}
