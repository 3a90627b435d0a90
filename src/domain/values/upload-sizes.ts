const KB = 1024
const MB = 1024 * KB
const GB = 1024 * MB

/** The steps that a Moodle site offers, in bytes. */
const STEPS = [
  0,
  ...[10, 50, 100, 500].map((n) => n * KB),
  ...[1, 2, 5, 10, 20, 50, 100, 250, 500, 750].map((n) => n * MB),
  ...[1, 2, 4, 8].map((n) => n * GB),
]

/**
 * The upload sizes that a course may choose on a site with this limit, in bytes and rising order
 * (Data Hub section 4.1, `maxbytes`): 0 for the limit of the site, the usual steps below the limit, the limit.
 */
export function uploadSizes(limit: number): number[] {
  const below = STEPS.filter((step) => step < limit)
  return [...below, limit]
}
