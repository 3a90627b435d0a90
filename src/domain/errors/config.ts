/** Settings and the command line: RB-8000 to RB-8999. */
export const CONFIG_ERRORS = {
  'RB-8001': { message: 'There is no setting {field}. Settings are: {accepted}.' },
  'RB-8002': { message: 'There is no setting {field}. Is {nearest} meant? Settings are: {accepted}.' },
  'RB-8003': { message: 'The setting {field} has the value {value}. Accepted: {accepted}.' },
  'RB-8004': {
    message:
      'The setting {field} reads two fields, {first} and {second}, from one column, {value}. Each field needs a column of its own.',
  },
  'RB-8005': { message: 'There is no format {value}. Formats are: {accepted}.' },
  'RB-8006': {
    message:
      'The setting {field} has the value {value}, which leads outside of the data folder, or to files of Rollbook itself. A folder such as /datahub/{field} is accepted; the leading slash is the data folder.',
  },
  'RB-8030': {
    message: 'The setting {field} has {value} twice. Each short name may be there once, in whatever case.',
  },
  'RB-8032': { message: 'There is no site {value}. Sites are: {accepted}.' },
  'RB-8033': {
    message:
      'The role {value} is in use: {holders} people hold it in the context {context}. It has to stay, and to stay possible there.',
  },
  'RB-8036': {
    message:
      '{value} is no name for a feed. It takes letters, digits and . _ -, begins with a letter or digit and has at most 63 characters.',
  },
  'RB-8037': { message: 'There is a feed {value} already.' },
  'RB-8101': {
    message: '{field} does not hold an instance key; a key is 64 hexadecimal digits (32 random bytes)',
  },
  'RB-8201': {
    message: 'The command line cannot be read: {reason}. `rollbook --help` lists the commands.',
  },
  'RB-8202': { message: 'Something went wrong that should not: {reason}' },
  'RB-8203': { message: 'Interrupted by {value}. Nothing is half done.' },
  'RB-8204': {
    message:
      'There is no data folder of Rollbook at {value}. Name one with --data or ROLLBOOK_DATA; `rollbook import` makes one.',
  },
  'RB-8205': { message: 'There is no feed {value}. Feeds are: {accepted}.' },
  'RB-8206': {
    message:
      'The settings file {value} cannot be used: {reason}. A JSON file with an object of settings is needed.',
  },
  'RB-8207': {
    message: '{value} is no setting. Write name=value or name.below=value, such as separator=detect.',
  },
} as const
