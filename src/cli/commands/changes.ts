import { readChanges } from '../../inbound/read-changes.ts'
import { countingNumber } from '../arguments.ts'
import { changeText } from '../change-text.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook changes`: every change of a plan, with the values before and after. */
export const changesCommand: CommandModule = (program) => {
  program
    .command('changes')
    .description(
      'Show every change of a plan, with the values before and after. With --json a document on each line.',
    )
    .argument('<PLAN>', 'number of the plan, or of the run that applied it', countingNumber)
    .addHelpText('after', example('rollbook changes 7 | less', 'pages through the changes of plan 7'))
    .action(
      withHub(async ({ hub, organisationId, output }, planId: number) => {
        await output.stream(readChanges(hub, organisationId, planId), changeText)
        return EXIT.clean
      }),
    )
}
