import { type Command, Option } from 'commander'
import { refusal } from '../../domain/finding.ts'
import type { RunRequest } from '../../outbound/job.ts'
import { runExports } from '../../outbound/run-export.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'
import { resultNotes, resultText } from './result-text.ts'
import { runAllOrganisations } from './run-all.ts'
import { addWindowOptions, type WindowOptions, windowFrom } from './window-options.ts'

interface Options extends OrganisationOption, WindowOptions {
  readonly allOrganisations?: boolean
  readonly force?: boolean
  readonly history?: boolean
}

/** `rollbook export run`. */
export function addExportRun(parent: Command): void {
  const command = addOrganisationOption(parent.command('run')).addOption(
    new Option('--all-organisations', 'all exports of every organisation').conflicts('organisation'),
  )
  addWindowOptions(command)
    .description('Publish the files that are due: of today and of the days that were missed, oldest first.')
    .argument('[NAME...]', 'the exports; otherwise all of the organisation')
    .option('--force', 'build the file of the day anew, though it is published')
    .option('--history', 'publish instead, once, all that was before the export went live')
    .addHelpText('after', example('rollbook export run completions', 'publishes what is due of one export'))
    .action(
      withHub(async (context, names: string[], { allOrganisations, force, history, ...options }: Options) => {
        const { hub, output } = context
        const window = windowFrom(options)
        const request: RunRequest = {
          ...(force && { force }),
          ...(history && { history }),
          ...(window && { window }),
        }
        if (allOrganisations) {
          if (names.length > 0) throw refusal('RB-8201', { reason: NO_NAMES })
          return runAllOrganisations(context, request)
        }
        const organisationId = await organisationIdOf(context, options)
        const results = await runExports(hub, organisationId, names, request)
        await output.show({ exports: results }, () => results.map(resultText).join(''))
        for (const note of results.flatMap(resultNotes)) output.note(note)
        return results.some(({ finding }) => finding !== null) ? EXIT.findings : EXIT.clean
      }),
    )
}

const NO_NAMES = "names of exports cannot be used with option '--all-organisations'"
