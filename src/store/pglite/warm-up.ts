/** 300,000 evaluations: some tenths of a second until they are compiled well, some hundredths from then on. */
const MANY_EVALUATIONS =
  'select count(*) from generate_series(1, 1000) a, generate_series(1, 300) b where (a + b) % 3 = 0'
/** A machine on which nothing gets faster is not waited for longer. */
const MOST_TRIES = 30
/** Compiled well, it takes a quarter of the time. */
const FASTER = 0.6

/**
 * Waits until V8 has compiled PostgreSQL's evaluator of expressions anew: one function, which costs it 600 MB for half a
 * second. It does so as soon as much is evaluated; in the middle of an import, that would come on top of what the import
 * takes.
 */
export async function warmUp(run: (sql: string) => Promise<unknown>): Promise<void> {
  let slowest = 0
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const began = performance.now()
    await run(MANY_EVALUATIONS)
    const took = performance.now() - began
    if (took < slowest * FASTER) return
    slowest = Math.max(slowest, took)
  }
}
