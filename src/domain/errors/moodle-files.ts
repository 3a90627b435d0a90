/** Moodle's own CSV files: flat file, upload users, upload courses. RB-1300 to RB-1399. */
export const MOODLE_FILE_ERRORS = {
  'RB-1301': {
    message:
      'Line {line} has {value} cells, but the header has {columns} columns. Every line needs as many cells as the header; a value that holds the delimiter must be quoted.',
  },
  'RB-1302': {
    message:
      'The header has a single column. At least two are needed, separated as the setting "delimiter" says: {accepted}.',
  },
  'RB-1303': {
    message: 'The file was sent as a file of {expected} records, but this format holds {found} records.',
  },
  'RB-1304': {
    message: 'The column {field} is not known, so the file is not taken.{hint} Accepted are: {accepted}.',
  },
  'RB-1305': { message: 'The column {field} is accepted, but nothing of it is kept.' },
  'RB-1306': {
    message:
      'The column {field} names a custom profile field that the site does not have, so the file is not taken. Profile fields of the site: {accepted}.',
  },

  'RB-1311': {
    message:
      '{field}: the roles {first} and {second} have the same name "{value}" in the file. It stands for {first}; give each role a name of its own.',
  },
  'RB-1312': {
    message:
      'The line has {value} fields. Accepted are four to six: operation, role, user, course, start, end.',
  },
  'RB-1313': { message: 'The {field} "{value}" is not known. Accepted are: {accepted}.' },
  'RB-1314': {
    message:
      'The {field} "{value}" cannot be used, because the setting "roleAliases" gives it another name or none. Accepted are the names of that setting, and the short names of roles that it does not name.',
  },
  'RB-1315': {
    message:
      'The {field} time "{value}" is not accepted. It takes seconds since 1970 as a whole number, 0 for none.',
  },
  'RB-1316': {
    message:
      'The {field} time {value} is later than the end time {end}. An enrolment must end after it starts.',
  },
  'RB-1317': {
    message: 'The line holds the control character U+001F, which no line may hold.',
  },

  'RB-1331': {
    message:
      'The {field} "{value}" is that of the guest account, which no file may touch. Name another user.',
  },
  'RB-1332': {
    message:
      'The column {field} holds "{value}", which cannot be done while the setting "uploadType" is addAll: every row then makes a new user. Accepted with it is an empty cell; the other values of the setting take it.',
  },
  'RB-1333': {
    message:
      'The {field} "{value}" is not accepted. It takes a-z, 0-9, dot, underscore, hyphen and @, or the setting "standardiseUsernames" makes it so.',
  },
  'RB-1334': {
    message: 'The {found} is taken already, so the new one is made as "{name}".',
  },

  'RB-1341': {
    message:
      'The column {field} of course "{value}" asks for what the setting "{setting}" does not allow as it is.',
  },
  'RB-1342': {
    message:
      'The short name is empty, and so is what the setting "{field}" ("{value}") makes of this row. A short name is needed, or values for its letters.',
  },
  'RB-1343': { message: '{field} "{value}" holds markup, which is not accepted. Plain text is.' },
  'RB-1344': {
    message: '{field} {value} lies before {other} {start}. A course must end after it starts.',
  },
  'RB-1345': {
    message:
      '{field} names the backup file "{value}", which cannot be read here. Accepted is the column templatecourse with the short name of an existing course.',
  },
  'RB-1346': {
    message:
      'Nothing is kept of the keys (password) of these enrolment methods: {value}. Kept is that of guest.',
  },
  'RB-1347': {
    message:
      '{field}: the content of course "{value}" is copied into new courses only. The rest of the record was done.',
  },
  'RB-1348': {
    message: 'The {field} "{value}" is no enrolment method that a file can set. Accepted are: {accepted}.',
  },
  'RB-1349': {
    message:
      'The {field} "{value}" is not accepted. It takes seconds, or a number and a unit such as 4 weeks, up to a hundred years.',
  },
} as const
