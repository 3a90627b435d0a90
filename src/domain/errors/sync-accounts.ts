/** Accounts and cohorts of synchronising formats, and what all their records share: RB-2400 to RB-2499. */
export const SYNC_ACCOUNT_ERRORS = {
  'RB-2401': {
    message: 'No user has the {found}. New users are made when the setting {setting} allows it',
  },
  'RB-2402': {
    message:
      'The {found} cannot be given to user "{username}", who has {field} "{other}"; accepted is a user name whose user has none',
  },
  'RB-2403': { message: 'The {found} is left as it is, because of the setting {setting}' },
  'RB-2404': {
    message:
      '{field} "{value}" is no user name; accepted are letters from a to z, digits and the signs . _ - @',
  },
  'RB-2405': {
    message: 'There is a user with the {found} already; known users are left alone{because}',
  },
  'RB-2406': { message: 'Nothing has the {found}, so there is nothing to do' },
  'RB-2407': {
    message:
      'The {found} is of user "{username}", not of "{value}"; nothing was done. Accepted are an identifier and a user name of one person',
  },
  'RB-2408': { message: 'Known already, and the record does not ask for a change' },
  'RB-2409': { message: 'Not everything that the record asks for could be done: {problems}' },
  'RB-2410': { message: 'There is no cohort with the {field} "{value}"' },
  'RB-2411': { message: 'Several cohorts have the {field} "{value}"; which one is meant cannot be told' },
  'RB-2412': { message: 'The user with the {found} cannot be made. Required but empty or missing: {field}' },
  'RB-2413': {
    message: 'There is a cohort with the {found} already; known cohorts are left alone{because}',
  },
  'RB-2414': {
    message: 'No cohort has the {found}. New cohorts are made when the setting {setting} allows it',
  },
  'RB-2415': { message: 'No category has the {found}; the cohort is in {other}' },
  'RB-2416': {
    message:
      '{field} "{value}" is left out, because no web service of the site takes it. Set it in the site, or leave the column out',
  },
} as const
