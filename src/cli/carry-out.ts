import { finding, RollbookError, refusal } from '../domain/finding.ts'
import { executeRun } from '../inbound/execute-run.ts'
import { abandonPlan, interruptedRuns, isPlanOfItsOwn } from '../inbound/interrupted-runs.ts'
import { Interrupted } from './interruption.ts'
import { ProgressLine } from './progress.ts'
import { type RunReport, reportRun } from './run-report.ts'
import { sendAfterRun } from './send-queued.ts'
import type { HubContext } from './with-hub.ts'

/** Carries out a run from where it stands, sends the mails that are due, and tells of it. Throws like `execute`. */
export async function carryOut(context: HubContext, runId: number): Promise<RunReport> {
  await execute(context, runId)
  await sendAfterRun(context)
  return reportRun(context, runId)
}

/**
 * Carries out a run from where it stands, with progress. When a signal comes, it stops after the chunk
 * that is under way: throws Interrupted with RB-5014, which says how to go on, or with RB-5013 for a plan.
 */
export async function execute(context: HubContext, runId: number): Promise<void> {
  const { hub, organisationId, interruption } = context
  try {
    using progress = new ProgressLine()
    interruption.check()
    await executeRun(hub, organisationId, runId, (state) => {
      progress.show(state)
      interruption.check()
    })
  } catch (error) {
    if (!(error instanceof RollbookError)) throw unexpected(runId, error)
    if (!(error instanceof Interrupted)) throw error
    const { run } = await reportRun(context, runId)
    if (await isPlanOfItsOwn(hub, organisationId, runId))
      throw new Interrupted(error.signal, await abandonPlan(hub, organisationId, runId))
    const done = Object.values(run.counts).reduce((sum, number) => sum + number, 0)
    throw new Interrupted(error.signal, finding('RB-5014', { value: runId, done, records: run.records }))
  }
}

/**
 * Settles what an earlier process left behind when it ended, of one feed or of all: imports are carried out to their
 * end, plans given up. Throws RB-5012 when another process is at work.
 */
export async function settleInterrupted(context: HubContext, feedId?: number): Promise<RunReport[]> {
  const { hub, organisationId, output } = context
  const reports: RunReport[] = []
  for (const { id } of await interruptedRuns(hub, organisationId, feedId)) {
    // What a run held apart was carried out with it.
    if ((await reportRun(context, id)).run.state !== 'running') continue
    if (await isPlanOfItsOwn(hub, organisationId, id)) {
      output.note((await abandonPlan(hub, organisationId, id)).message)
      continue
    }
    output.note(`Run ${id} was interrupted and is carried out to its end first.`)
    reports.push(await carryOut(context, id))
  }
  return reports
}

function unexpected(runId: number, error: unknown): RollbookError {
  const reason = error instanceof Error ? error.message : String(error)
  return refusal('RB-5009', { value: runId, reason }, { cause: error })
}
