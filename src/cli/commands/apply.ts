import { applyPlan } from '../../inbound/apply-plan.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { reportRun } from '../run-report.ts'
import { sendAfterRun } from '../send-queued.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook apply`: carries out a stored plan exactly as it was shown. */
export const applyCommand: CommandModule = (program) => {
  program
    .command('apply')
    .description(
      'Carry out a stored plan exactly as it was shown, or refuse it when the site has changed since.',
    )
    .argument('<PLAN>', 'number of the plan', countingNumber)
    .addHelpText('after', example('rollbook apply 7', 'carries out the plan that is run 7'))
    .action(
      withHub(async (context, planId: number) => {
        const { hub, organisationId, output } = context
        const runId = await applyPlan(hub, organisationId, planId)
        await sendAfterRun(context)
        const { document, text, status } = await reportRun(context, runId)
        await output.show(document, () => text)
        return status
      }),
    )
}
