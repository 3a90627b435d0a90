/** What learners did: RB-4500 to RB-4599. */
export const ACTIVITY_ERRORS = {
  'RB-4501': {
    message:
      'The site knows no field {value} of its people; accepted are {accepted}, and custom profile fields as profile.NAME',
  },
  'RB-4502': {
    message:
      'The site is a Moodle server, and none takes in by web services what learners did: it tells of it itself. Import the file into an embedded site',
  },
  'RB-4503': {
    message:
      '{field} "{value}" is no number; accepted are digits with a point before fractions, such as 66.667, and at most 15 digits on either side',
  },
  'RB-4504': { message: 'The site has this already, and the record brings nothing new' },
  'RB-4505': {
    message:
      'The header does not say what the file tells of. It needs one of {accepted}, or `user,course,time` for completions, or the setting "dataset"',
  },
} as const
