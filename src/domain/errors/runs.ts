/** Runs and plans: RB-5000 to RB-5999. */
export const RUN_ERRORS = {
  'RB-5001': {
    message: '{value} was imported before, in run {run}, and is not taken twice; --again takes it once more',
  },
  'RB-5002': { message: 'No run has the number {value}' },
  'RB-5003': { message: 'Run {value} is not a plan that can be applied: it is {state}' },
  'RB-5004': {
    message:
      'The plan of run {value} is stale: the site changed after it was made (revision {was} then, {now} now). Nothing was applied; make a new plan',
  },
  'RB-5005': {
    message:
      'Run {value} does not add up: {read} records read, {accounted} with an outcome. Nothing is lost, but do not trust its counters',
  },
  'RB-5006': { message: 'Run {value} is being carried out by another process' },
  'RB-5007': {
    message: 'The archived file {value} of the run is missing or damaged: its content has another hash',
  },
  'RB-5008': { message: 'Run {value} is {state}; only an interrupted run can be resumed' },
  'RB-5009': { message: 'Run {value} ended because of an unexpected error: {reason}' },
  'RB-5010': { message: 'There is no file {value} to import' },
  'RB-5011': { message: 'Nothing of {value} was imported: no file of it was accepted' },
  'RB-5012': {
    message:
      'Run {value} seems to be under way in another process: it gave a sign of life {seconds} seconds ago. Wait for it; if its process has ended, try again in a minute.',
  },
  'RB-5013': {
    message:
      'Plan {value} was interrupted before it was whole, and the site may have moved since. Make it anew with `rollbook plan`.',
  },
  'RB-5014': {
    message:
      'Run {value} was interrupted after {done} of {records} records. `rollbook resume {value}` goes on where it stopped.',
  },
  'RB-5015': {
    message:
      'Run {value} is no plan, so there are no stored changes to show. `rollbook log {value}` shows what became of its records.',
  },
  'RB-5050': {
    message:
      '{value} lacks {removals} of the {population} that its feed brought, and its feed would {how} them: more than its limit ({limits}). Nothing was applied; the run is held. `rollbook changes RUN` shows what it would do, `rollbook release RUN` does exactly that, `rollbook discard RUN` drops it',
  },
  'RB-5051': {
    message:
      '{value} lacks {removals} of the {population} that its feed brought: more than its limit ({limits}). Nobody is removed; the rest is applied, as the setting onThreshold says ({onThreshold})',
  },
  'RB-5052': { message: 'Nothing that a list removes has the key {value}' },
  'RB-5053': { message: 'Run {value} is {state}; only a run that is held can be released or discarded' },
  'RB-5055': {
    message:
      '{value} lacks {removals} of the {population} that its feed brought, and its feed would {how} them: more than its limit ({limits}). The rest was applied; the removals are held as run {run}',
  },
  'RB-5057': {
    message:
      'It would {verb} {number} of {population} {things}{where}: more than the limit of the feed ({limits}; setting {field}). Nothing was applied; the run is held. `rollbook changes RUN` shows what it would do, `rollbook release RUN` does exactly that, `rollbook release RUN --safe-only` does all but the removals, `rollbook discard RUN` drops it',
  },
  'RB-5058': {
    message:
      'The file would {verb} {number} of {population} {things}{where}: more than the limit of the feed ({limits}; setting {field}). The rest is applied; the removals are held as run {run}',
  },
  'RB-5059': {
    message:
      'The file would {verb} {number} of {population} {things}{where}: more than the limit of the feed ({limits}; setting {field}). The rest is applied without its removals, as the setting onThreshold says (skipRemovals)',
  },
  'RB-5060': {
    message:
      '{value} has {records} records, the one before it had {before}: that is a drop of more than {limit} % (setting guard.rowDropPercent). It may be cut off',
  },
  'RB-5061': {
    message:
      '{value} has {size} bytes, the one before it had {sizeBefore}: that is a drop of more than {limit} % (setting guard.sizeDropPercent). It may be cut off',
  },
  'RB-5062': {
    message: 'Not carried out yet: it waits for a person in a run of its own, which `rollbook held` lists',
  },
  'RB-5063': {
    message:
      'Not carried out: the file has more removals than the limits of the feed allow, and its setting onThreshold leaves them out',
  },
  'RB-5064': {
    message: 'Left over when a part of run {value} was released as run {run}. It waits for a person',
  },
  'RB-5065': {
    message: 'Nothing of run {value} would be carried out so; `rollbook changes {value}` shows what there is',
  },
  'RB-5066': {
    message:
      'The feed of run {value} has no segments, so none can be released by itself; its setting guard.segmentBy says what they are',
  },
  'RB-5054': { message: 'Run {run} of the same feed took its place' },
  'RB-5070': {
    message:
      'It waited from {since} until {until} (setting waitFor), and who or what it names did not come: {reason}',
  },
  'RB-5071': {
    message: 'The full list that came now does not name it any more, so it waits no longer',
  },
  'RB-5030': { message: 'Run {value} has no file {file}; its files are {accepted}' },
  'RB-5031': {
    message:
      'Several files of run {value} have rejected records: {accepted}. Name one with --file, or a folder with -o for all of them',
  },
  'RB-5032': { message: 'There is something at {value} already; rejects are not written over it' },
  'RB-5033': {
    message:
      'Files are not written in the encoding {value}; accepted are utf-8, utf-16le and encodings of one byte a character such as windows-1252',
  },
  'RB-5034': {
    message: 'The archived file {value} has no record on line {line}, of which the log tells',
  },
  'RB-5035': { message: 'The encoding {field} has no character {value}; utf-8 has all' },
  'RB-5036': { message: 'The file {value} cannot be written: {reason}' },
  'RB-5040': {
    message: 'The log folder {value} cannot be written ({reason}), so nothing was processed',
  },
  'RB-5041': {
    message: 'The log of the run could not be written to {value} ({reason}); `rollbook log {run}` shows it',
  },
  'RB-5042': {
    message: 'The files that were collected as {value} are being imported by another process',
  },
  'RB-5043': {
    message: 'A file that was refused could not be put into the folder {value} ({reason})',
  },
} as const
