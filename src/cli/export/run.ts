import type { Command } from 'commander'
import { refusal } from '../../domain/finding.ts'
import type { RunRequest } from '../../outbound/job.ts'
import { runExports } from '../../outbound/run-export.ts'
import { example } from '../command.ts'
import { withHub } from '../with-hub.ts'
import {
  addOrganisationsOption,
  endOf,
  type OrganisationsOption,
  ofOrganisations,
} from './all-organisations.ts'
import { resultNotes, resultText } from './result-text.ts'
import { addWindowOptions, type WindowOptions, windowFrom } from './window-options.ts'

interface Options extends OrganisationsOption, WindowOptions {
  readonly force?: boolean
  readonly history?: boolean
}

/** `rollbook export run`. */
export function addExportRun(parent: Command): void {
  addWindowOptions(addOrganisationsOption(parent.command('run')))
    .description('Publish the files that are due: of today and of the days that were missed, oldest first.')
    .argument('[NAME...]', 'the exports; otherwise all of the organisation')
    .option('--force', 'build the file of the day anew, though it is published')
    .option('--history', 'publish instead, once, all that was before the export went live')
    .addHelpText('after', example('rollbook export run completions', 'publishes what is due of one export'))
    .action(
      withHub(async (context, names: string[], { force, history, ...options }: Options) => {
        const { output } = context
        const window = windowFrom(options)
        const request: RunRequest = {
          ...(force && { force }),
          ...(history && { history }),
          ...(window && { window }),
        }
        if (options.allOrganisations && names.length > 0) throw refusal('RB-8201', { reason: NO_NAMES })
        const ran = await ofOrganisations(context, options, (own, id) => runExports(own, id, names, request))
        const { told, named, failed } = ran
        await output.show({ exports: told, failed }, () => named.map(resultText).join(''))
        for (const note of named.flatMap(resultNotes)) output.note(note)
        return endOf(
          context,
          ran,
          told.some(({ finding }) => finding !== null),
        )
      }),
    )
}

const NO_NAMES = "names of exports cannot be used with option '--all-organisations'"
