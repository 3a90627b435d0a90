/** Files: their bytes, encodings, containers, headers and rows. */
export const FILE_ERRORS = {
  'RB-1001': {
    message: 'The file {file} cannot be opened ({reason}). A file that the hub may read is needed.',
  },
  'RB-1002': {
    message: 'The file is empty. At least a header is needed: one line with the names of the columns.',
  },
  'RB-1003': {
    message:
      'Line {line} is not valid UTF-8. Send the file in UTF-8, or name its encoding in the setting "encoding", for example windows-1252.',
  },
  'RB-1004': {
    message:
      'Line {line} cannot be read in the encoding {value}. Send the file in UTF-8, or correct the setting "encoding".',
  },
  'RB-1005': {
    message:
      'The file looks like UTF-16 without a byte order mark. Send it in UTF-8, or set "encoding" to {value} or to detect.',
  },
  'RB-1006': {
    message: 'Line {line} holds a NUL character, so this is no text file. A CSV file in UTF-8 is needed.',
  },
  'RB-1007': {
    message:
      'The file is {value}, whatever its name says. A CSV file in UTF-8 is needed, as it is or in a .zip or .gz.',
  },
  'RB-1008': {
    message:
      'The file is not UTF-8 and was read as {value}. Name its encoding in the setting "encoding" to be sure.',
  },

  'RB-1020': {
    message:
      'The lines of the file end with a carriage return alone, so it would be one long line. Line ends must be LF or CRLF.',
  },
  'RB-1021': {
    message:
      'The quoted value that opens on line {line} is never closed. Every value that starts with a quote must end with one; quotes inside it are doubled.',
  },
  'RB-1022': {
    message: 'The record that starts on line {line} is longer than {limit} characters, which is the limit.',
  },
  'RB-1023': { message: 'The header has more than {limit} columns, which is the limit.' },
  'RB-1024': {
    message: 'The row has {value} cells, but the header has {columns} columns: cells are missing.',
  },
  'RB-1025': {
    message:
      'The row has {value} cells, but the header has {columns} columns. A value that holds the separator must be quoted.',
  },
  'RB-1026': {
    message:
      'In column {field} there is text after the closing quote on line {line}. A quote inside a quoted value must be doubled.',
  },
  'RB-1027': {
    message:
      'In column {field} there is a quote inside a value without quotes, on line {line}. Such a value must be quoted as a whole and the quote doubled.',
  },
  'RB-1028': {
    message: 'The value of column {field} holds the control character U+001F, which no value may hold.',
  },
  'RB-1029': {
    message:
      'The quoted value that opens on line {line} is never closed, or longer than {limit} characters, which is the limit.',
  },

  'RB-1040': {
    message: 'Column {column} of the header has no name. Every column of the header needs one.',
  },
  'RB-1041': {
    message:
      'The header names the column {field} twice, as columns {first} and {second}. Names must differ by more than case and outer spaces.',
  },
  'RB-1042': { message: 'The header lacks: {missing}. The columns found are: {found}.' },
  'RB-1043': {
    message:
      'The header is one column that holds a {separator}. Columns such as {expected} must be separated by a {wanted}, unless the setting "separator" says otherwise.',
  },
  'RB-1044': {
    message:
      'The header has a quoting mistake in column {column}. Names that hold quotes must be quoted and the quotes doubled.',
  },
  'RB-1045': { message: 'The column {field} is not known and is ignored.' },
  'RB-1046': { message: 'The column {field} is not known and is ignored. Is {nearest} meant?' },
  'RB-1047': {
    message: 'The column {field} is ignored, because the mapping reads this field from the column {mapped}.',
  },
  'RB-1048': {
    message:
      'The header does not say what the file holds. Besides its action, a course file has {course}, an enrolment file {enrolment}, a user file one of {user} and no column of the others. Or the feed must say what it is. The columns found are: {found}.',
  },
  'RB-1049': {
    message:
      'The header fits a course file and an enrolment file: it has both {course} and {enrolment}. The columns found are: {found}.',
  },
  'RB-1050': {
    message:
      'The column {field} says that the file holds {found} records, but it was sent as a file of {expected} records.',
  },
  'RB-1051': {
    message: 'The header has more than one column for the action: {found}. Exactly one is needed.',
  },
  'RB-1052': {
    message:
      'The first line names no column that is known, so the header seems to be missing. A header with columns such as {expected} is needed.',
  },

  'RB-1060': { message: 'The column {field} holds "{value}". Accepted are, in lower case: {accepted}.' },
  'RB-1061': { message: 'The column {field} is empty. Accepted are, in lower case: {accepted}.' },
  'RB-1062': {
    message:
      'The column {field} holds "{value}", which removed accounts for good in the original. Use delete to remove the account, or set "disableAction" to suspend.',
  },

  'RB-1080': {
    message: 'The archive cannot be read to its end: it is cut off or damaged ({reason}). Send it again.',
  },
  'RB-1081': {
    message:
      'The archive entry {value} points outside of the archive. Plain relative names with slashes are accepted.',
  },
  'RB-1082': { message: 'The archive entry {value} is encrypted. Archives must be sent without a password.' },
  'RB-1083': { message: 'The archive entry {value} is a link or a device. Only plain files are accepted.' },
  'RB-1084': {
    message: 'The archive holds another archive, {value}. Only plain files are accepted inside an archive.',
  },
  'RB-1085': { message: 'The archive has {value} entries. At most {limit} are accepted.' },
  'RB-1086': {
    message: 'The archive entry {value} is more than {limit} bytes when unpacked, which is the limit.',
  },
  'RB-1087': {
    message:
      'The archive entry {value} unpacks to more than {limit} times its packed size, as no honest file does.',
  },
  'RB-1088': {
    message:
      'The archive entry {value} has a name that no file of this feed has. Names ending in {accepted} are accepted.',
  },
  'RB-1089': { message: 'The archive has two entries named {value}. Names must differ.' },
  'RB-1090': { message: 'The archive holds no file. At least one CSV file is needed.' },
  'RB-1091': {
    message:
      'The archive entry {value} is packed by method {method}. Stored (0) and deflated (8) entries are accepted.',
  },
} as const
