import { carryOut, settleInterrupted } from '../carry-out.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { feedFor } from '../feed-for.ts'
import { addFileOptions, type FileOptions, refuseMissing, startWithFiles } from '../file-options.ts'
import { makePlan } from '../make-plan.ts'
import { startFolder } from '../start-from-folder.ts'
import { withHub } from '../with-hub.ts'

interface Options extends FileOptions {
  readonly dryRun: boolean
}

/** `rollbook import`: takes files in and carries out what they ask for. */
export const importCommand: CommandModule = (program) => {
  const command = program
    .command('import')
    .description(
      'Take files in and carry out what they ask for: users first, then courses, then enrolments. Without files: those ' +
        'in the folder of the feed.',
    )
    .argument('[FILE...]', 'files in the format of the feed, as they are or in .zip or .gz')
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
          const feed = await feedFor(context, options)
          const resumed = await settleInterrupted(context, feed.id)
          const kind = options.dryRun ? 'plan' : 'import'
          const runId =
            paths.length === 0
              ? await startFolder(context, feed, kind, options)
              : await startWithFiles(context, feed, kind, paths, options)
          if (options.dryRun && runId !== null) return makePlan(context, runId)
          const last = runId === null ? null : await carryOut(context, runId)
          const document = {
            resumed: resumed.map(({ run }) => run.id),
            ...(last?.document ?? { run: null, files: [], mails: null }),
          }
          const told = last === null ? resumed : [...resumed, last]
          await context.output.show(document, () => told.map(({ text }) => text).join('\n'))
          return last?.status ?? EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}
