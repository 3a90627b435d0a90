/**
 * While one waits for the database, the disk or a server, another's rows are read and spelled. Each takes up to four of
 * the ten connections that a process has.
 */
const AT_ONCE = 2

/**
 * Works for organisations, some at a time, and gives what came of it in their order. One that fails keeps no other from
 * its own (outbound rule O-50): `reason` is what `work` threw.
 */
export async function forOrganisations<T>(
  organisationIds: readonly number[],
  work: (organisationId: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const results: Promise<T>[] = []
  const waiting = organisationIds.entries()
  const next = async () => {
    for (const [index, organisationId] of waiting) {
      const result = work(organisationId)
      results[index] = result
      await Promise.allSettled([result])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return Promise.allSettled(results)
}
