import { settleInterrupted } from '../carry-out.ts'
import { type CommandModule, example } from '../command.ts'
import { feedFor } from '../feed-for.ts'
import { addFileOptions, type FileOptions, refuseMissing, startWithFiles } from '../file-options.ts'
import { makePlan } from '../make-plan.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook plan`: what an import would do, stored to be read and applied. */
export const planCommand: CommandModule = (program) => {
  const command = program
    .command('plan')
    .description(
      'Show what an import would do, without doing it. The plan is stored, to be read and applied.',
    )
    .argument('<FILE...>', 'files in the format of the feed, as they are or in .zip or .gz')
  addFileOptions(command)
    .addHelpText('after', example('rollbook plan enroll.csv', 'stores a plan and shows its first changes'))
    .action(
      withHub(
        async (context, paths: string[], options: FileOptions) => {
          refuseMissing(paths)
          const feed = await feedFor(context, options)
          await settleInterrupted(context, feed.id)
          return makePlan(context, await startWithFiles(context, feed, 'plan', paths, options))
        },
        { mayCreate: true },
      ),
    )
}
