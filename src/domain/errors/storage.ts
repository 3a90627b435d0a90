/** Files of organisations, in a folder: RB-7201 to RB-7299. */
export const STORAGE_ERRORS = {
  'RB-7201': { message: 'There is no file {value}.' },
  'RB-7202': {
    message:
      '"{value}" is no path for a file here: {reason}. Accepted are names with / between them, each of at most 200 bytes.',
  },
  'RB-7203': {
    message:
      '{value} is no plain file, or a link lies on the way to it. Links are not followed; put the file itself there.',
  },
  'RB-7204': { message: '{value} cannot be read or written: {reason}.' },
} as const
