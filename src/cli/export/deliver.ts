import type { Command } from 'commander'
import { refusal } from '../../domain/finding.ts'
import { type Attempt, deliverDue } from '../../outbound/delivery/deliver.ts'
import { example } from '../command.ts'
import { instantText } from '../times.ts'
import { fromEnvironment, withHub } from '../with-hub.ts'
import {
  addOrganisationsOption,
  endOf,
  type OrganisationsOption,
  ofOrganisations,
} from './all-organisations.ts'

interface Options extends OrganisationsOption {
  readonly export?: string
  readonly now?: boolean
}

/** `rollbook export deliver`. */
export function addExportDeliver(parent: Command): void {
  addOrganisationsOption(parent.command('deliver'))
    .description('Deliver published files to the destinations of their exports, as far as it is due.')
    .option('--export <NAME>', 'only the files of this export')
    .option('--now', 'also what waits for its next attempt, and what was given up')
    .addHelpText(
      'after',
      example('rollbook export deliver', 'delivers what is due; to be run every few minutes'),
    )
    .action(
      withHub(async (context, { export: name, now, ...options }: Options) => {
        const { output, interruption } = context
        if (options.allOrganisations && name !== undefined) throw refusal('RB-8201', { reason: NO_NAME })
        const deliveryFolder = fromEnvironment('ROLLBOOK_DELIVERY_FOLDER') ?? null
        const request = { ...(name !== undefined && { export: name }), ...(now && { everything: true }) }
        const delivered = await ofOrganisations(context, options, async (own, id) => {
          interruption.check()
          const attempts: Attempt[] = []
          for await (const attempt of deliverDue({ ...own, deliveryFolder }, id, request)) {
            attempts.push(attempt)
            interruption.check()
          }
          return attempts
        })
        interruption.check()
        const { told, named, failed } = delivered
        await output.show({ deliveries: told, failed }, () =>
          named.length === 0 ? 'Nothing is due.' : named.map(attemptText).join(''),
        )
        for (const { export: of, finding } of named) {
          if (finding !== null) output.note(`${of}: ${finding.code} ${finding.message}`)
        }
        return endOf(
          context,
          delivered,
          told.some(({ finding }) => finding !== null),
        )
      }),
    )
}

const NO_NAME = "option '--export' cannot be used with option '--all-organisations'"

function attemptText({ export: name, destination, file, what, nextAttemptAt }: Attempt): string {
  return `${name}: ${WORDS[what](file, destination)}${nextAttemptAt === null ? '' : `, next attempt ${instantText(nextAttemptAt)}`}\n`
}

const WORDS: Readonly<Record<Attempt['what'], (file: string, destination: string) => string>> = {
  delivered: (file, destination) => `delivered ${file} to ${destination}`,
  found: (file, destination) => `${file} was at ${destination} already`,
  waiting: (file, destination) => `${file} could not be delivered to ${destination}`,
  failed: (file, destination) => `${file} is given up for ${destination}`,
}
