/** Files of organisations, in a folder or a bucket: RB-7201 to RB-7299. */
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
  'RB-7205': { message: '{value} was replaced while it was read. Get it again from its beginning.' },
  'RB-7206': {
    message:
      '{field} cannot be used: {reason}. Accepted is s3://BUCKET/PREFIX?region=REGION, and for another service than AWS endpoint=https://HOST besides.',
  },
  'RB-7207': {
    message:
      '{field} is not set. A bucket needs the id of an access key, and its secret in another variable.',
  },
} as const
