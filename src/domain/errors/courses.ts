/** Courses and categories: RB-3000 to RB-3999. */
export const COURSE_ERRORS = {
  'RB-3001': { message: '{field} "{value}" cannot be set: the site does not allow courses to have a theme' },
  'RB-3002': { message: '{field} "{value}" is not accepted; it takes a whole number from {least} to {most}' },
  'RB-3003': {
    message: '{field} "{value}" is not an upload size that the site offers; accepted are {accepted} (bytes)',
  },
  'RB-3004': { message: 'No course has the {found}' },
  'RB-3005': { message: 'Already used by another course: {found}' },
  'RB-3006': { message: 'Several courses share the {found}; the record does not say which one is meant' },
  'RB-3007': {
    message:
      '{field} names the template course "{value}", which does not exist; accepted are short names of existing courses',
  },
  'RB-3010': {
    message:
      '{field} "{value}" is no category path; accepted are names joined by "/", none of them empty, with "\\/" for a slash in a name and "\\\\" for a backslash',
  },
  'RB-3011': {
    message:
      '{field} "{value}" fits several categories: {accepted}. A longer path, or one with a leading "/", tells them apart; two categories of one parent and name cannot be told apart by a path',
  },
  'RB-3012': { message: '{field}: the category name "{value}" is longer than {limit} characters' },
  'RB-3020': {
    message:
      '{field}: guest access is switched off on the site (enrolment method "guest" in the site setting enrolPlugins)',
  },
  'RB-3021': {
    message:
      '{field}: new courses do not get the guest method on this site (site setting guestAddedByDefault)',
  },
  'RB-3022': {
    message:
      '{field} and {other} contradict each other: a password for guest access needs guest access to be open',
  },
  'RB-3023': {
    message:
      '{field} cannot be set: guest access of course "{value}" is closed; send {other} 1 beside it to open it',
  },
  'RB-3024': { message: '{field} cannot be set: course "{value}" has no guest method' },
} as const
