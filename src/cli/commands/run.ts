import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { reportRun } from '../run-report.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook run`: one run or plan, with its files and what became of their records. */
export const runCommand: CommandModule = (program) => {
  program
    .command('run')
    .description('Show a run or a plan: its files, what became of their records, warnings and refusals.')
    .argument('<RUN>', 'number of the run', countingNumber)
    .addHelpText('after', example('rollbook run 7', 'shows run 7'))
    .action(
      withHub(async (context, runId: number) => {
        const { document, text } = await reportRun(context, runId)
        await context.output.show(document, () => text)
        return EXIT.clean
      }),
    )
}
