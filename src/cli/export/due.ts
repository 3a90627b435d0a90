import type { Command } from 'commander'
import { type Looked, lookAtExports } from '../../outbound/watch/look.ts'
import { example } from '../command.ts'
import { withHub } from '../with-hub.ts'
import {
  addOrganisationsOption,
  endOf,
  type OrganisationsOption,
  ofOrganisations,
} from './all-organisations.ts'
import { lookedNotes, lookedText } from './looked-text.ts'

/** `rollbook export due`. */
export function addExportDue(parent: Command): void {
  addOrganisationsOption(parent.command('due'))
    .description('Look once at the clock: publish what is due, and tell which files are missing.')
    .addHelpText(
      'after',
      example(
        'rollbook export due --all-organisations',
        'publishes what is due at this time; to be run every few minutes',
      ),
    )
    .action(
      withHub(async (context, options: OrganisationsOption) => {
        const { output, interruption } = context
        const looked = await ofOrganisations(context, options, async (own, id, calls) => {
          interruption.check()
          const exports: Looked[] = []
          for await (const one of lookAtExports(own, id)) {
            exports.push(one)
            // At once: what comes after it may take hours, or never be told.
            for (const note of lookedNotes({ ...one, export: calls(one.export) })) output.note(note)
            interruption.check()
          }
          return exports
        })
        interruption.check()
        const { told, named, failed } = looked
        await output.show({ exports: told, failed }, () =>
          named.length === 0 ? 'Nothing is due.' : named.map(lookedText).join(''),
        )
        return endOf(
          context,
          looked,
          told.some(({ finding, missing }) => finding !== null || missing.length > 0),
        )
      }),
    )
}
