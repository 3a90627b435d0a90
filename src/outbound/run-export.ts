import { type Finding, finding, RollbookError } from '../domain/finding.ts'
import { publishGrades } from './datahub/publish-grades.ts'
import { type Export, exportNamed, isActivity, listExports } from './exports.ts'
import type { OutboundHub } from './hub.ts'
import type { Job, RunRequest } from './job.ts'
import { Notices } from './notices.ts'
import type { Published } from './publish.ts'
import { publishActivity } from './publish-activity.ts'
import { settleFiles } from './put-in-place.ts'
import { publishRoster } from './rosters/publish-roster.ts'
import { beginRun, type ExportRun, endRun } from './runs.ts'

/** What became of an export in a run. */
export interface ExportResult {
  readonly export: string
  /** Null where none began, since it is being run elsewhere (RB-7110). */
  readonly runId: number | null
  readonly files: readonly Published[]
  /** Why it failed. What it published before is published. */
  readonly finding: Finding | null
  /** What the site has and could not be sent, or is not to be relied on, with how many. */
  readonly warnings: readonly Finding[]
}

/**
 * Runs exports of an organisation: those named, or all. They fail independently (outbound rule O-44); a failure is told in
 * the result. Throws RB-7106 for a name that is none.
 */
export async function runExports(
  hub: OutboundHub,
  organisationId: number,
  names: readonly string[],
  request: RunRequest = {},
): Promise<ExportResult[]> {
  const exports = await hub.store.asOrganisation(organisationId, async (tx) => {
    if (names.length === 0) return listExports(tx, organisationId)
    const named: Export[] = []
    for (const name of names) named.push(await exportNamed(tx, organisationId, name))
    return named
  })
  const results: ExportResult[] = []
  for (const of of exports) results.push(await runExport(hub, of, request))
  return results
}

/** Runs an export; a failure is told in the result. */
export async function runExport(
  hub: OutboundHub,
  of: Export,
  request: RunRequest = {},
): Promise<ExportResult> {
  let run: ExportRun
  try {
    run = await beginRun(hub, of)
  } catch (error) {
    if (!(error instanceof RollbookError && error.finding.code === 'RB-7110')) throw error
    return { export: of.name, runId: null, files: [], finding: error.finding, warnings: [] }
  }
  const files: Published[] = []
  const notices = new Notices()
  let why: Finding | null = null
  try {
    const outbox = hub.files.outbox(of.organisationId)
    await settleFiles(hub, run, outbox, (of.settings as { readonly manifest?: boolean }).manifest === true)
    for await (const file of publish({ hub, of, run, outbox, request, notices })) files.push(file)
  } catch (error) {
    why =
      error instanceof RollbookError
        ? error.finding
        : finding('RB-7122', {
            value: of.name,
            reason: error instanceof Error ? error.message : String(error),
          })
  }
  await endRun(hub, run, why === null ? 'succeeded' : 'failed', why)
  await hub.store.tidy()
  return { export: of.name, runId: run.id, files, finding: why, warnings: notices.findings() }
}

function publish(job: Job): AsyncIterable<Published> {
  const { dataset, layout } = job.of
  if (layout === 'datahub-version1') return publishGrades(job)
  return isActivity(dataset) ? publishActivity(job, dataset) : publishRoster(job, dataset)
}
