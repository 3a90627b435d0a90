import { Option } from 'commander'
import { discardRun, type Part, releasePart, releaseRun } from '../../inbound/guard/held-runs.ts'
import { listRuns } from '../../inbound/read-runs.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { runDocument } from '../run-documents.ts'
import { reportRun } from '../run-report.ts'
import { sendAfterRun } from '../send-queued.ts'
import { table } from '../table.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

interface ReleaseOptions {
  readonly safeOnly: boolean
  readonly segment?: readonly string[]
}

/** Null: all of it. */
function partOf({ safeOnly, segment }: ReleaseOptions): Part | null {
  if (segment !== undefined) return { take: 'segments', segments: segment }
  return safeOnly ? { take: 'safe' } : null
}

/** Most of them shown; each waits for a person, so there are few. */
const MOST_HELD = 100

/** `rollbook held`, `rollbook release`, `rollbook discard`: runs that wait for a person. */
export const releaseCommands: CommandModule = (program) => {
  program
    .command('held')
    .description('List the runs that wait for a person, with the reason.')
    .addHelpText('after', example('rollbook held', 'lists what waits, the newest first'))
    .action(
      withHub(async ({ hub, organisationId, output }) => {
        const runs = await hub.store.asOrganisation(organisationId, (tx) =>
          listRuns(tx, { limit: MOST_HELD, state: 'held' }),
        )
        await output.show({ runs: runs.map(runDocument) }, () =>
          runs.length === 0
            ? 'No run waits for a person.'
            : table(
                [{ title: 'run', align: 'right' }, { title: 'feed' }, { title: 'since' }, { title: 'why' }],
                runs.map((run) => [
                  run.id,
                  run.feed,
                  instantText(run.startedAt),
                  run.finding === null ? '' : `${run.finding.code} ${run.finding.message}`,
                ]),
              ),
        )
        return runs.length === 0 ? EXIT.clean : EXIT.held
      }),
    )
  program
    .command('release')
    .description(
      'Carry out a held run exactly as it was shown, or refuse it when the site has changed since.',
    )
    .argument('<RUN>', 'number of the held run', countingNumber)
    .addOption(
      new Option('--safe-only', 'only what removes nothing; the removals wait as another run').default(false),
    )
    .addOption(
      new Option(
        '--segment <NAME...>',
        'only what is in these segments (setting guard.segmentBy); the rest waits as another run',
      ).conflicts('safeOnly'),
    )
    .addHelpText('after', example('rollbook release 7', 'does what run 7 would do, removals included'))
    .action(
      withHub(async (context, runId: number, options: ReleaseOptions) => {
        const { hub, organisationId, output } = context
        const part = partOf(options)
        const released =
          part === null
            ? await releaseRun(hub, organisationId, runId)
            : await releasePart(hub, organisationId, runId, part)
        await sendAfterRun(context)
        const { document, text, status } = await reportRun(context, released)
        await output.show(document, () => text)
        return status
      }),
    )
  program
    .command('discard')
    .description('Drop a held run: nothing of it is done.')
    .argument('<RUN>', 'number of the held run', countingNumber)
    .addHelpText('after', example('rollbook discard 7', 'drops what run 7 would do'))
    .action(
      withHub(async ({ hub, organisationId, output }, runId: number) => {
        await discardRun(hub, organisationId, runId)
        await output.show(
          { run: runId, state: 'cancelled' },
          () => `Run ${runId} is dropped; nothing was done.`,
        )
        return EXIT.clean
      }),
    )
}
