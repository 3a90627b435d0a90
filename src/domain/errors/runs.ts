/** Runs and plans: RB-5000 to RB-5999. */
export const RUN_ERRORS = {
  'RB-5001': {
    message: '{value} was imported before, in run {run}, and is not taken twice; --again takes it once more',
  },
  'RB-5002': { message: 'No run has the number {value}' },
  'RB-5003': { message: 'Run {value} is not a plan that can be applied: it is {state}' },
  'RB-5004': {
    message: 'The plan of run {value} is stale: the site changed after it was made (revision {was} then, {now} now). Nothing was applied; make a new plan',
  },
  'RB-5005': {
    message: 'Run {value} does not add up: {read} records read, {accounted} with an outcome. Nothing is lost, but do not trust its counters',
  },
  'RB-5006': { message: 'Run {value} is being carried out by another process' },
  'RB-5007': { message: 'The archived file {value} of the run is missing or damaged: its content has another hash' },
  'RB-5008': { message: 'Run {value} is {state}; only an interrupted run can be resumed' },
  'RB-5009': { message: 'Run {value} ended because of an unexpected error: {reason}' },
  'RB-5010': { message: 'There is no file {value} to import' },
  'RB-5011': { message: 'Nothing of {value} was imported: no file of it was accepted' },
} as const
