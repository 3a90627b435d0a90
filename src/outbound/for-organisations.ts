import type { OutboundHub } from './hub.ts'
import { Precedence } from './precedence.ts'

/**
 * While some wait for the database and others for the disk or a server, the rows of one are spelled. Each keeps one of the ten
 * connections that a process has while it reads, and takes two more for moments.
 */
const AT_ONCE = 4

/**
 * Works for organisations, some at a time, and gives what came of it in their order. One that fails keeps no other from
 * its own (outbound rule O-50): `reason` is what `work` threw.
 */
export async function forOrganisations<T>(
  hub: OutboundHub,
  organisationIds: readonly number[],
  work: (hub: OutboundHub, organisationId: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const results: Promise<T>[] = []
  const waiting = organisationIds.entries()
  const precedence = new Precedence()
  const next = async () => {
    for (const [index, organisationId] of waiting) {
      const result = work({ ...hub, turn: () => precedence.take(index) }, organisationId)
      results[index] = result
      await Promise.allSettled([result])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return Promise.allSettled(results)
}
