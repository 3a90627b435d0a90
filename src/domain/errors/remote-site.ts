/** Sites reached by web services: RB-9000 to RB-9999. */
export const REMOTE_SITE_ERRORS = {
  'RB-9001': {
    message:
      '{field} is not the address of a Moodle site: {reason}. Accepted is the address of its front page, such as https://moodle.example.org',
  },
  'RB-9002': {
    message:
      '{field} would send the token to {host} in clear; use https, or allow http for this site if the network in between is your own',
  },
  'RB-9003': {
    message:
      'The {field} is none that Moodle makes: those are letters and digits only, mostly 32 of them. It is not shown here.',
  },
  'RB-9010': { message: '{host} cannot be reached: {reason}. Nothing was sent' },
  'RB-9011': {
    message:
      'No trusted connection to {host}: {reason}. It needs a certificate that this machine trusts; NODE_EXTRA_CA_CERTS names further authorities',
  },
  'RB-9012': {
    message: '{host} did not answer {function} within {seconds} seconds; it may still be working on it',
  },
  'RB-9013': {
    message: 'The connection to {host} broke during {function}: {reason}. It may have been carried out',
  },
  'RB-9014': {
    message:
      '{host} answered {function} with something that is no result: {reason}. It may have been carried out',
  },
  'RB-9015': { message: '{host} takes no calls now: {reason}' },
  'RB-9016': {
    message:
      '{host} sends calls on to {location}. Calls do not follow; give the address that the site itself uses (wwwroot)',
  },
  'RB-9017': {
    message: '{host} refuses web services: they, or the REST protocol, are switched off there',
  },
  'RB-9018': {
    message:
      '{host} has no web services at this address ({reason}). Check the address of the site, its folder included, and what stands before it',
  },
  'RB-9019': {
    message: '{host} answered {function} with more than {limit} bytes; ask for less at once',
  },
  'RB-9020': {
    message: '{host} takes no call as large as this one of {function} ({reason})',
  },
  'RB-9021': {
    message:
      '{host} does not know the token: {answer}. It was mistyped, withdrawn, or deleted by Moodle when it had expired',
  },
  'RB-9022': {
    message:
      '{host} does not let the token use {function}: {answer}. The service lacks the function or is off, the account is not authorised for it, or the token has expired or is for another network address',
  },
  'RB-9023': {
    message: '{host} refuses the account of the token: {answer}',
  },
  'RB-9024': {
    message: '{host} does not permit {function} there: {answer}. The account of the token lacks a capability',
  },
  'RB-9025': { message: '{host} refused {function}: {answer}' },
  'RB-9026': {
    message:
      '{host} has no function {function}: this release of Moodle does not offer it, or a plugin is missing',
  },
  'RB-9027': {
    message:
      '{function} was sent to {host} again and again, and nothing of it is there. The last time: {reason}',
  },
  'RB-9028': {
    message:
      '{function} was not sent to {host}, because calls before it came to nothing. The last failure: {reason}',
  },
  'RB-9040': {
    message: 'The service of the token lacks {function}, needed to {operation}. Add it to the service',
  },
  'RB-9041': {
    message: 'The site has no function {function}, needed to {operation}. Its release does not offer it',
  },
  'RB-9042': {
    message: 'The account of the token may not {operation}. Give it {capability}, {context}',
  },
  'RB-9043': {
    message:
      'The site calls itself {value}, not {accepted}. Calls to another address than its own are lost; use its own',
  },
  'RB-9044': {
    message:
      'The token belongs to an administrator of the site, so whoever holds it may do everything. Use an account with only the capabilities that are needed',
  },
  'RB-9050': {
    message:
      'The stored {field} cannot be read: it was sealed under another instance key. Use the key of then (ROLLBOOK_KEY or rollbook.key in the data folder), or give the secret again',
  },
  'RB-9051': {
    message:
      'The site has the id {id} for the role "{value}", and the {field} of the site settings have "{own}" with the id {ownId}. Nothing was written; correct the site settings',
  },
  'RB-9060': {
    message:
      '{field} "{value}" cannot be set: no web service of Moodle does. Leave the column out, or set the default for new users in Moodle',
  },
  'RB-9061': {
    message:
      '{field}: no web service of Moodle makes somebody change the password at the next sign-in. Send a password, or leave it out',
  },
  'RB-9062': {
    message:
      '{field} of category "{value}" cannot be set: no web service of Moodle hides or shows categories',
  },
  'RB-9063': {
    message:
      'Guest access of course "{value}" cannot be set: no web service of Moodle does. Leave the columns out, and set it in the course',
  },
  'RB-9064': {
    message:
      'Manual enrolment in course "{value}" cannot be switched: no web service of Moodle does. Set it in the course, or for new courses in the site',
  },
  'RB-9065': {
    message: 'Course "{value}" was made, but the content of its template was not copied: {reason}',
  },
  'RB-9066': {
    message:
      'Not done, because something that it needs was to be made by another record of the file and was refused',
  },
  'RB-9067': {
    message:
      'The times or status of an enrolment that is there can only be changed by a record that names both times: web services cannot read them and write all of them at once, so the others would be lost',
  },
  'RB-9068': {
    message:
      'The person is still in the course: another method than manual enrolment brought them there, and web services cannot end that',
  },
  'RB-9069': {
    message: 'Moodle enrols and keeps an enrolment only together with a role, and the record gives none',
  },
  'RB-9070': {
    message:
      'Run {value} writes to the site "{site}" or was interrupted while it did. Only one run may write there: wait for it, or carry it out with `rollbook resume`',
  },
  'RB-9071': {
    message:
      'The site "{site}" is a server of its own, which may change at any time. A plan for it can be read and is not applied; import the files instead',
  },
  'RB-9072': { message: 'There is a site "{value}" already; names of sites must be different' },
  'RB-9073': {
    message:
      'No {value} was given. It is read from a terminal, from the file of {option}, or from the variable {variable}',
  },
  'RB-9074': {
    message: '"{value}" is no name of a site; accepted are letters, digits and . _ - , at most 63',
  },
  'RB-9075': { message: 'The site "{value}" is Rollbook\'s own; there is nothing to reach and to check' },
  'RB-9076': { message: 'Whether the role was held there before is not known: the site tells nobody' },
  'RB-9077': {
    message:
      'Cohort "{value}" cannot be changed: web services change a cohort only together with its category, which none of them tells. Change it in Moodle',
  },
  'RB-9080': {
    message:
      'The address of the {field} cannot be used: {reason}. Accepted are postgres://user@host:port/database and mysql://user@host:port/database; it is not shown here, as it may hold a password',
  },
  'RB-9081': {
    message:
      '"{value}" is no {field} of the tables of a Moodle site; accepted are small letters, digits and _ , at most 20, as $CFG->prefix has them',
  },
  'RB-9082': { message: 'The database {host} does not let Rollbook in: {reason}' },
  'RB-9083': {
    message: 'The connection to the database {host} was lost while reading: {reason}. Nothing was changed',
  },
  'RB-9084': {
    message:
      'The database {host} took longer than {seconds} seconds over one statement. Read a replica, or at a quieter hour',
  },
  'RB-9085': {
    message:
      'The database {host} shows no tables of a Moodle site with the prefix "{value}": the account cannot read {tables}. Prefixes that are there: {accepted}',
  },
  'RB-9086': {
    message:
      'The database {host} does not tell the dataset {value}: {missing} cannot be read. It is not installed there, or the account has no right to read it',
  },
  'RB-9087': {
    message:
      'The account of the database can read {value}, which it must not. Take the right away: {statement}',
  },
  'RB-9088': {
    message:
      'The account of the database can change tables of the site, such as {value}. Leave it only the right to read: {statement}',
  },
  'RB-9089': {
    message:
      'The database {host} is a copy that is {seconds} seconds behind. What is younger is sent a day later; see why it lags',
  },
  'RB-9090': {
    message: '"{value}" is no {field} of the site that can be told. Accepted are {accepted}',
  },
  'RB-9093': { message: 'The database {host} refused to read: {reason}' },
  'RB-9094': {
    message:
      '{count} attempts at quizzes have the state "{value}", which Rollbook does not know. They were left out',
  },
  'RB-9095': {
    message:
      '{count} changes of face-to-face sign-ups have the status code {value}, which Rollbook does not know. They were left out',
  },
  'RB-9096': {
    message:
      '{count} scores that the SCORM package "{value}" reported are no numbers, such as 85 or 0.9. The attempts were told without a score',
  },
  'RB-9097': {
    message:
      '{count} totals of the course "{value}" are older than grades they are made of. They were told as they are; the site corrects them when its scheduler runs or somebody opens the gradebook',
  },
  'RB-9098': {
    message:
      'The setting {field} names the course "{value}", and no course of the site has this short name. Capitals count',
  },
  'RB-9099': {
    message:
      '{count} grades were told by the web services of {value}, which do not tell the letters of its courses. The letters are those of a fresh Moodle; where the site has its own, name its database (rollbook site add … --database)',
  },
  'RB-9110': {
    message:
      '{count} completions were told by the web services of {value}, which tell the dates of criteria and none of the course. The date is that of the last criterion, or of the first where any will do; the database of the site has the true one (rollbook site add … --database)',
  },
  'RB-9111': {
    message:
      '{count} completions of the course "{value}" have no date that its web services tell. They were left out; the database of the site has it (rollbook site add … --database)',
  },
} as const
