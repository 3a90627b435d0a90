import { type PersonRow, personList } from '../../sites/embedded/read/rosters.ts'
import { type RosterRules, yesOrNo } from './roster.ts'

/** The people of a site. */
export const user: RosterRules<PersonRow> = {
  dataset: 'user',
  ofPeople: true,
  columns: ['First Name', 'Last Name', 'Email', 'Institution', 'Department', 'City', 'Country', 'Suspended'],
  query: personList,
  cells: (row) => [
    row.firstname,
    row.lastname,
    row.email,
    row.institution,
    row.department,
    row.city,
    row.country,
    yesOrNo(row.suspended),
  ],
}
