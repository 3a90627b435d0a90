const REMOVALS = { percent: 20, count: null }
const NONE = { percent: null, count: null }

/** What every format's settings have besides its own. */
export const GUARD_DEFAULTS = {
  guard: {
    deletions: REMOVALS,
    suspensions: REMOVALS,
    unenrolments: REMOVALS,
    changes: NONE,
    rejects: NONE,
    minPopulation: 100,
    segmentBy: '',
    rowDropPercent: null,
    sizeDropPercent: null,
  },
  onThreshold: 'holdFile',
}

/** The same where files hold all there is. */
export const LIST_GUARD_DEFAULTS = {
  ...GUARD_DEFAULTS,
  guard: { ...GUARD_DEFAULTS.guard, rowDropPercent: 50 },
}
