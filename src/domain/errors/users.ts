/** Users, and what all kinds of record share: RB-2000 to RB-2999. */
export const USER_ERRORS = {
  'RB-2001': { message: 'Required but empty or missing: {field}' },
  'RB-2002': {
    message: '{field} "{value}" is {length} characters long; at most {limit} are accepted',
  },
  'RB-2003': { message: '{field} "{value}" is not one of the accepted values: {accepted}{hint}' },
  'RB-2004': {
    message: '{field} "{value}" is no e-mail address; accepted are addresses such as name@example.org',
  },
  'RB-2005': { message: '{field} does not satisfy the password policy of the site; it needs {accepted}' },
  'RB-2006': {
    message:
      '{field} "{value}" is no country; accepted are ISO 3166 codes such as GB and full English names{hint}',
  },
  'RB-2007': {
    message: '{field} "{value}" is no time zone; accepted are names such as Europe/London{hint}',
  },
  'RB-2008': { message: '{field} "{value}" cannot be set: the site forces the zone {accepted} on all users' },
  'RB-2009': { message: '{field} "{value}" cannot be set: the site does not allow users to have a theme' },
  'RB-2010': {
    message:
      '{field} "{value}" cannot be set: tracking of unread posts is switched off on the site (site setting forumTracking)',
  },
  'RB-2011': { message: '{field} "{value}" is no date that is read here; accepted are {accepted}' },
  'RB-2012': { message: 'No user has the {found}' },
  'RB-2013': { message: 'These belong to different users: {found}' },
  'RB-2014': { message: 'Already used by another user: {found}' },
  'RB-2015': { message: 'Several users share the {found}; name the user by a value that only one has' },
  'RB-2016': {
    message:
      '{field} names a custom profile field that the site does not have; the column is not used. Profile fields of the site: {accepted}',
  },
  'RB-2017': { message: 'Nothing of this record differs from what the site has' },
  'RB-2018': { message: 'The same record was applied before and nothing changed since' },
  'RB-2019': {
    message:
      '{field} cannot be emptied, although the record asks for it by "{value}"; accepted are a value, or a cell that leaves what is stored. Emptied can be: {accepted}',
  },
} as const
