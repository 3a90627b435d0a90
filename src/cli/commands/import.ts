import { carryOut, settleInterrupted } from '../carry-out.ts'
import { type CommandModule, example } from '../command.ts'
import { addFileOptions, type FileOptions, refuseMissing, start } from '../file-options.ts'
import { findFeed } from '../find-feed.ts'
import { makePlan } from '../make-plan.ts'
import { withHub } from '../with-hub.ts'

interface Options extends FileOptions {
  readonly dryRun: boolean
}

/** `rollbook import`: takes files in and carries out what they ask for. */
export const importCommand: CommandModule = (program) => {
  const command = program
    .command('import')
    .description('Take files in and carry out what they ask for: users first, then courses, then enrolments.')
    .argument('<FILE...>', 'CSV files, as they are or in .zip or .gz')
    .option('--dry-run', 'make a plan instead, as `rollbook plan` does', false)
  addFileOptions(command)
    .addHelpText(
      'after',
      example('rollbook import user.csv course.csv enroll.csv', 'takes in the files of a day'),
    )
    .action(
      withHub(
        async (context, paths: string[], options: Options) => {
          refuseMissing(paths)
          const feed = await findFeed(context, options.feed)
          const resumed = await settleInterrupted(context, feed.id)
          if (options.dryRun) return makePlan(context, feed, paths, options)
          const report = await carryOut(context, await start(context, feed, 'import', paths, options))
          const document = { resumed: resumed.map(({ run }) => run.id), ...report.document }
          await context.output.show(document, () => [...resumed, report].map(({ text }) => text).join('\n'))
          return report.status
        },
        { mayCreate: true },
      ),
    )
}
