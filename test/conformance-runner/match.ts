/** A value that is only known by asking: a stored password accepts one text and no other. */
export class Asked {
  readonly accepts: (value: unknown) => boolean

  constructor(accepts: (value: unknown) => boolean) {
    this.accepts = accepts
  }
}

/**
 * Matches in part (`conformance/README.md` section 4, rule 4): of an object each expected key, of a list each
 * expected entry, everything else must be equal. `null` also matches what is not there.
 */
export function matches(expected: unknown, seen: unknown): boolean {
  if (expected === undefined) return true
  if (seen instanceof Asked) return seen.accepts(expected)
  if (expected === null) return seen === null || seen === undefined
  if (Array.isArray(expected)) {
    return Array.isArray(seen) && expected.every((entry) => seen.some((other) => matches(entry, other)))
  }
  if (typeof expected === 'object') {
    return isObject(seen) && Object.entries(expected).every(([key, value]) => matches(value, seen[key]))
  }
  return expected === seen
}

/** The candidate in which the fewest keys differ, told by those keys: the likeliest reason why nothing matched. */
export function nearestMiss(expected: object, candidates: readonly Record<string, unknown>[]): string {
  let best: { differing: string[]; candidate: Record<string, unknown> } | null = null
  for (const candidate of candidates) {
    const keys = Object.entries(expected)
    const differing = keys.filter(([key, value]) => !matches(value, candidate[key])).map(([key]) => key)
    if (differing.length === keys.length) continue
    if (best === null || differing.length < best.differing.length) best = { differing, candidate }
  }
  if (best === null) return `nothing like it among ${candidates.length}`
  return best.differing.map((key) => `${key} ${show(best.candidate[key])}`).join(', ')
}

export function show(value: unknown): string {
  return value instanceof Asked ? '(another)' : (JSON.stringify(value) ?? 'nothing')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
