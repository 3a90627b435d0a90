import type { OutboundHub } from './hub.ts'
import type { RunRequest } from './job.ts'
import { type ExportResult, runExports } from './run-export.ts'

/**
 * While one waits for the database or the disk, another's rows are read and spelled. Each takes up to four of the ten
 * connections that a process has.
 */
const AT_ONCE = 2

/**
 * Runs all exports of organisations, some at a time, and gives their results in the order of the organisations. One that
 * fails keeps no other from running (outbound rule O-50): `reason` is what `runExports` threw.
 */
export async function runOrganisations(
  hub: OutboundHub,
  organisationIds: readonly number[],
  request: RunRequest = {},
): Promise<PromiseSettledResult<ExportResult[]>[]> {
  const results: Promise<ExportResult[]>[] = []
  const waiting = organisationIds.entries()
  const work = async () => {
    for (const [index, organisationId] of waiting) {
      const result = runExports(hub, organisationId, [], request)
      results[index] = result
      await Promise.allSettled([result])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return Promise.allSettled(results)
}
