import { forOrganisations } from './for-organisations.ts'
import type { OutboundHub } from './hub.ts'
import type { RunRequest } from './job.ts'
import { type ExportResult, runExports } from './run-export.ts'

/** Runs all exports of organisations, some at a time: `reason` is what `runExports` threw. */
export async function runOrganisations(
  hub: OutboundHub,
  organisationIds: readonly number[],
  request: RunRequest = {},
): Promise<PromiseSettledResult<ExportResult[]>[]> {
  return forOrganisations(hub, organisationIds, (own, organisationId) =>
    runExports(own, organisationId, [], request),
  )
}
