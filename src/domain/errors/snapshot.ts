/** Full lists: RB-1280 to RB-1289. */
export const SNAPSHOT_ERRORS = {
  'RB-1280': {
    message:
      'The list has a header and no rows, so that everybody would be missing from it. A list without rows is taken only where the setting "{field}" is keep.',
  },
  'RB-1281': {
    message:
      '{field} "{value}" stands in more than one row of the list, and all of them are refused. It may stand in one row only.',
  },
  'RB-1282': { message: 'Column {column} of the header has no name and is ignored.' },
  'RB-1283': {
    message:
      '{value} rows, the first of them on line {line}, do not fit the header. Whom they are about cannot be told, so that no enrolment is taken to be missing from this list.',
  },
} as const
