/** Enrolments and groups of synchronising formats: RB-4400 to RB-4499. */
export const SYNC_MEMBERSHIP_ERRORS = {
  'RB-4401': {
    message:
      '{person} has no enrolment in course "{value}" that this feed made (method "{method}"), so there is nothing to end',
  },
  'RB-4402': {
    message:
      '{person} does not have the role {role} in course "{value}", so nothing is ended; roles there: {accepted}',
  },
  'RB-4403': { message: '{field} "{value}" does not exist in course "{course}"' },
  'RB-4404': { message: '{person} is suspended in course "{value}" already' },
  'RB-4405': {
    message:
      'The enrolment of {person} in course "{value}" has an end that has not passed, so nothing is ended',
  },
  'RB-4406': { message: 'Course "{course}" has a group with the {found} already; it is left as it is' },
  'RB-4407': {
    message:
      'Course "{course}" has a group with the {found} already; accepted is an id number that no other group of the course has',
  },
  'RB-4408': { message: '{field} is too long; at most {limit} characters are accepted' },
} as const
