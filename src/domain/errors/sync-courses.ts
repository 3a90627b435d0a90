/** Courses and categories of synchronising formats: RB-3400 to RB-3499. */
export const SYNC_COURSE_ERRORS = {
  'RB-3401': {
    message: 'No course has the {found}. New courses are made when the setting {setting} allows it',
  },
  'RB-3402': {
    message: 'There is a course with the {found} already; known courses are left alone{because}',
  },
  'RB-3403': { message: 'No category has the {found}' },
  'RB-3404': {
    message: 'Several categories have the {found}: {accepted}; which one is meant cannot be told',
  },
  'RB-3405': {
    message:
      'The category with the {found} is {accepted}, which does not lie where the record says; accepted is an id number that is free, or the place where its category is',
  },
  'RB-3406': { message: '{field} {value} lies before {other} {start}; a course must end after it starts' },
  'RB-3407': {
    message: 'No category has the {found}. New categories are made when the setting {setting} allows it',
  },
} as const
