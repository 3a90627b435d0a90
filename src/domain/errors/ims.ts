/** Records of IMS Enterprise files, and the files as a whole: RB-1140 to RB-1159. */
export const IMS_ERRORS = {
  'RB-1140': {
    message:
      'The {value} has no sourcedid with an id, by which it would be known; accepted is <sourcedid><id>…</id></sourcedid>',
  },
  'RB-1141': {
    message:
      'Member {value} is a group (idtype 2). Groups as members are not supported; accepted are persons (idtype 1)',
  },
  'RB-1142': { message: 'Member {value} has no role; accepted is <role roletype="…">' },
  'RB-1143': {
    message:
      'The role of member {member} does not say which one it is: {field} is missing. Accepted are {accepted}',
  },
  'RB-1144': {
    message:
      'The {field} "{value}" of member {member} is no role type of IMS Enterprise; accepted are {accepted}',
  },
  'RB-1145': {
    message: 'The {field} "{value}" of member {member} is not accepted; accepted are 1 (active) and 0 (not)',
  },
  'RB-1150': {
    message:
      'The file is not meant for this feed: its properties name the target {found}. Accepted is "{value}" (setting restrictTarget)',
  },
  'RB-1151': {
    message:
      'The setting categoryIdNumber needs a separator between name and id number, and categorySeparator is empty. Nothing of the file was done; set categorySeparator, such as |',
  },
} as const
