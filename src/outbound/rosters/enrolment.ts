import { type EnrolmentListRow, enrolmentList } from '../../sites/embedded/read/rosters.ts'
import type { RosterRules } from './roster.ts'

/** Who is in which course, a row for each method and role. */
export const enrolment: RosterRules<EnrolmentListRow> = {
  dataset: 'enrolment',
  ofPeople: true,
  columns: ['Course Name', 'Course Code', 'Role', 'Method', 'Status', 'Start Date', 'End Date'],
  query: enrolmentList,
  cells: (row) => [
    row.course,
    row.shortname,
    row.role ?? '',
    row.method,
    { status: row.status },
    { instant: row.time_start?.getTime() ?? null },
    { instant: row.time_end?.getTime() ?? null },
  ],
}
