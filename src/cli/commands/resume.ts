import { refusal } from '../../domain/finding.ts'
import { interruptedRuns, isPlanOfItsOwn } from '../../inbound/interrupted-runs.ts'
import { countingNumber } from '../arguments.ts'
import { carryOut, settleInterrupted } from '../carry-out.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { type RunReport, reportRun } from '../run-report.ts'
import { type HubContext, withHub } from '../with-hub.ts'

/** `rollbook resume`: carries interrupted runs out to their end. */
export const resumeCommand: CommandModule = (program) => {
  program
    .command('resume')
    .description(
      'Carry out to its end a run that was interrupted, or every one. Interrupted plans are given up.',
    )
    .argument('[RUN]', 'number of the run; otherwise all that were interrupted', countingNumber)
    .addHelpText('after', example('rollbook resume', 'goes on with whatever was interrupted'))
    .action(
      withHub(async (context, runId: number | undefined) => {
        const reports =
          runId === undefined ? await settleInterrupted(context) : [await resumeOne(context, runId)]
        await context.output.show({ runs: reports.map(({ document }) => document) }, () =>
          reports.length === 0 ? 'No import was interrupted.' : reports.map(({ text }) => text).join('\n'),
        )
        return reports.find(({ status }) => status !== EXIT.clean)?.status ?? EXIT.clean
      }),
    )
}

/** Throws RB-5002 when there is no such run, RB-5008 when it was not interrupted, RB-5013 when it is a plan. */
async function resumeOne(context: HubContext, runId: number): Promise<RunReport> {
  const { run } = await reportRun(context, runId)
  if (run.state !== 'running') throw refusal('RB-5008', { value: runId, state: run.state })
  if (await isPlanOfItsOwn(context.hub, context.organisationId, runId))
    throw refusal('RB-5013', { value: runId })
  await interruptedRuns(context.hub, context.organisationId, run.feedId)
  return carryOut(context, runId)
}
