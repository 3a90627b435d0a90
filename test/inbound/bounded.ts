/** A run of a few records takes milliseconds; on a machine that tests other things besides, a second or two. */
const RUN_TIMEOUT_MS = 60_000

/** What the work says, or that it hangs. */
export async function bounded(work: Promise<string | null>): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve('it hangs'), RUN_TIMEOUT_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
