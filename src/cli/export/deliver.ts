import type { Command } from 'commander'
import { type Attempt, deliverDue } from '../../outbound/delivery/deliver.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { instantText } from '../times.ts'
import { fromEnvironment, withHub } from '../with-hub.ts'

interface Options extends OrganisationOption {
  readonly export?: string
  readonly now?: boolean
}

/** `rollbook export deliver`. */
export function addExportDeliver(parent: Command): void {
  addOrganisationOption(parent.command('deliver'))
    .description('Deliver published files to the destinations of their exports, as far as it is due.')
    .option('--export <NAME>', 'only the files of this export')
    .option('--now', 'also what waits for its next attempt, and what was given up')
    .addHelpText(
      'after',
      example('rollbook export deliver', 'delivers what is due; to be run every few minutes'),
    )
    .action(
      withHub(async (context, { export: name, now, ...options }: Options) => {
        const { hub, output, interruption } = context
        const organisationId = await organisationIdOf(context, options)
        const deliveryFolder = fromEnvironment('ROLLBOOK_DELIVERY_FOLDER') ?? null
        const request = { ...(name !== undefined && { export: name }), ...(now && { everything: true }) }
        const attempts: Attempt[] = []
        for await (const attempt of deliverDue({ ...hub, deliveryFolder }, organisationId, request)) {
          attempts.push(attempt)
          interruption.check()
        }
        await output.show({ deliveries: attempts }, () =>
          attempts.length === 0 ? 'Nothing is due.' : attempts.map(attemptText).join(''),
        )
        for (const { export: of, finding } of attempts) {
          if (finding !== null) output.note(`${of}: ${finding.code} ${finding.message}`)
        }
        return attempts.some(({ finding }) => finding !== null) ? EXIT.findings : EXIT.clean
      }),
    )
}

function attemptText({ export: name, destination, file, what, nextAttemptAt }: Attempt): string {
  return `${name}: ${WORDS[what](file, destination)}${nextAttemptAt === null ? '' : `, next attempt ${instantText(nextAttemptAt)}`}\n`
}

const WORDS: Readonly<Record<Attempt['what'], (file: string, destination: string) => string>> = {
  delivered: (file, destination) => `delivered ${file} to ${destination}`,
  found: (file, destination) => `${file} was at ${destination} already`,
  waiting: (file, destination) => `${file} could not be delivered to ${destination}`,
  failed: (file, destination) => `${file} is given up for ${destination}`,
}
