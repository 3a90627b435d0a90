/** Exports and what they publish: RB-7100 to RB-7199. */
export const OUTBOUND_ERRORS = {
  'RB-7101': {
    message:
      'The heading {value} stands over two columns, {first} and {second}. Each column of a file needs a heading of its own.',
  },
  'RB-7102': {
    message:
      'The column {field} has an empty heading. Give it a heading with at least one visible character.',
  },
  'RB-7103': {
    message:
      'The setting {field} has the value {value}, which is no date format: {reason}. Accepted are the fields {accepted}, signs, and text in apostrophes.',
  },
  'RB-7104': {
    message:
      'The setting timeZone has the value {value}. Accepted is the IANA name of a time zone, such as Europe/London.',
  },
  'RB-7105': {
    message:
      'The setting retentionDays has the value {value}. Published files are kept for at least {least} days.',
  },
  'RB-7106': { message: 'There is no export {value}. Exports are: {accepted}.' },
  'RB-7107': { message: 'There is an export {value} already.' },
  'RB-7108': {
    message:
      '{value} is no name for an export. It takes letters, digits and . _ -, begins with a letter or digit and has at most 63 characters.',
  },
  'RB-7109': {
    message:
      'The export {other} publishes files of the same names into the same folder. Give one of them another one with the setting folder.',
  },
  'RB-7110': {
    message:
      'The export {value} seems to be under way in another process: it gave a sign of life {seconds} seconds ago. Wait for it; if its process has ended, try again in a minute.',
  },
  'RB-7111': {
    message: 'The run of the export {value} was interrupted; the run after it went on from there',
  },
  'RB-7112': {
    message:
      'The site tells no field {field} of its people, by which those of an organisation are known ({value}). Nothing was sent. Accepted are fields of the account such as institution or department, cohorts, and profile.<shortname>.',
  },
  'RB-7113': {
    message:
      'The site {value} belongs to another organisation, and is not shared with this one. `rollbook site share` says which of its people an organisation may see.',
  },
  'RB-7114': {
    message:
      'The site {value} cannot be asked for the dataset {field}. Its kind is {kind}; {accepted} can tell it.',
  },
  'RB-7115': { message: 'The kept copy of {value} is missing or damaged: its content has another hash' },
  'RB-7116': { message: 'The export {value} published nothing that fits {wanted}' },
  'RB-7117': {
    message:
      'The history of the export {value} was issued already, as {name}. `rollbook export reissue` issues it again.',
  },
  'RB-7118': {
    message:
      'There is a file {value} in the outbox that this export did not publish. It was left as it is; --force puts that of the export in its place',
  },
  'RB-7119': {
    message: 'The window from {first} to {second} is empty. It has to begin before it ends.',
  },
  'RB-7120': {
    message:
      'The setting exportIncrementalDelta has the value {value}. Accepted are days, hours and minutes such as 1d, 2d12h or 30m.',
  },
  'RB-7121': {
    message:
      '{rows} rows of the dataset {value} are held back, because the unique id of their person is blank. They go out when the ids are there',
  },
  'RB-7122': { message: 'The run of the export {value} ended because of an unexpected error: {reason}' },
  'RB-7123': {
    message: 'The run {value} of the export was ended by another process, which took it for interrupted',
  },
  'RB-7124': {
    message: 'The layout datahub-version1 has no dataset {value}. Its dataset is grade.',
  },
  'RB-7125': {
    message:
      'The headings of {value} are others than those of {first}, so they cannot stand in one file. Choose a range of dates between which the columns were not changed.',
  },
  'RB-7126': {
    message:
      "The setting {field} is for sites whose database is read. The site {value} is Rollbook's own and has pathways of its own; reset the setting.",
  },
  'RB-7127': {
    message: 'The setting {field} has the time {value}. Accepted is a time {accepted}.',
  },
  'RB-7128': {
    message: '{value} is not published yet. It has to be there by {deadline}',
  },
  'RB-7129': { message: '{value} was not published by {deadline}' },
  'RB-7130': {
    message:
      'The site told {value} records twice, at two times each, so it is not known which are true. Nothing was published; run the export again.',
  },
} as const
