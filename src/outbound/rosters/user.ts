import { type RosterRules, yesOrNo } from './roster.ts'

/** The people of a site. */
export const user: RosterRules<'user'> = {
  dataset: 'user',
  ofPeople: true,
  fields: ['firstname', 'lastname', 'institution', 'department', 'city', 'country'],
  columns: ['First Name', 'Last Name', 'Email', 'Institution', 'Department', 'City', 'Country', 'Suspended'],
  cells: ({ learner: { account, email, suspended } }) => [
    account['firstname']!,
    account['lastname']!,
    email,
    account['institution']!,
    account['department']!,
    account['city']!,
    account['country']!,
    yesOrNo(suspended),
  ],
}
