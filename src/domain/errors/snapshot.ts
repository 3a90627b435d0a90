/** Full lists: RB-1280 to RB-1289. */
export const SNAPSHOT_ERRORS = {
  'RB-1280': {
    message:
      'The list has a header and no rows, so that everybody would be missing from it. A list without rows is taken only where the setting "missingUsers" is keep.',
  },
  'RB-1281': {
    message:
      '{field} "{value}" stands in more than one row of the list, and all of them are refused. It may stand in one row only.',
  },
  'RB-1282': { message: 'Column {column} of the header has no name and is ignored.' },
} as const
