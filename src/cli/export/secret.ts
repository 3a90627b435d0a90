import type { Command } from 'commander'
import { addressOf, destinationNamed } from '../../outbound/delivery/destinations.ts'
import { putSecret } from '../../outbound/delivery/secrets.ts'
import { exportNamed } from '../../outbound/exports.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { readSecret } from '../read-secret.ts'
import { withHub } from '../with-hub.ts'

interface Options extends OrganisationOption {
  readonly secretFile?: string
}

/** `rollbook export secret`. */
export function addExportSecret(parent: Command): void {
  addOrganisationOption(parent.command('secret'))
    .description(
      'Give a destination its secret: a private key or a password, or the secret key of a bucket. It is asked for, or read from a file or from ROLLBOOK_DELIVERY_SECRET.',
    )
    .argument('<NAME>', 'the export')
    .argument('<DESTINATION>', 'the name of the destination')
    .option('--secret-file <FILE>', 'a file that holds the secret')
    .addHelpText(
      'after',
      example(
        'rollbook export secret completions hr --secret-file id_ed25519',
        'lets files go to hr with a private key',
      ),
    )
    .action(
      withHub(async (context, name: string, destinationName: string, options: Options) => {
        const { hub, output } = context
        const organisationId = await organisationIdOf(context, options)
        const of = await hub.store.asOrganisation(organisationId, (tx) =>
          exportNamed(tx, organisationId, name),
        )
        const destination = destinationNamed(of, destinationName)
        const secret = await readSecret(options.secretFile, {
          name: 'secret',
          option: '--secret-file',
          variable: 'ROLLBOOK_DELIVERY_SECRET',
        })
        await hub.store.asOrganisation(organisationId, (tx) =>
          putSecret(tx, hub.sealer, { organisationId, exportId: of.id }, destination, secret),
        )
        const address = addressOf(destination)
        await output.show(
          { name, destination: destinationName, address },
          () => `The secret for ${destinationName} (${address}) is kept, encrypted.`,
        )
        return EXIT.clean
      }),
    )
}
