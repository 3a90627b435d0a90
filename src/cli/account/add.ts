import type { Command } from 'commander'
import { addAccount } from '../../access/accounts/account.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'
import { bytesOf, endOfDay, keysIn, passwordFor } from './values.ts'

interface Options extends OrganisationOption {
  readonly key: readonly string[]
  readonly password: boolean
  readonly allow: readonly string[]
  readonly expires?: string
  readonly legacy: boolean
  readonly quota: string
  readonly folder: string
  readonly homeFiles: boolean
}

/** `rollbook account add`. */
export function addAccountAdd(account: Command): void {
  const command = account
    .command('add')
    .description('Add an SFTP account. A password is made, and shown this once.')
    .argument('<LOGIN>', 'the name to sign in with')
    .option('--key <FILE...>', 'files with public keys that may sign in', [])
    .option('--password', 'let it sign in with a password too', false)
    .option('--allow <ADDRESS...>', 'addresses or ranges that it may come from; otherwise from anywhere', [])
    .option('--expires <DAY>', 'the last day on which it works, such as 2027-08-31')
    .option('--legacy', 'let it use old algorithms (SHA-1, CBC), for systems that know no others', false)
    .option('--quota <SIZE>', 'how much it may hold', '10GB')
    .option('--folder <FOLDER>', 'the sub-folder of the outbox that it sees; otherwise all of it', '')
    .option('--no-home-files', 'keep outbound files out of the home folder: they are in outbox alone')
  addOrganisationOption(command)
    .addHelpText(
      'after',
      example(
        'rollbook account add riverside --key riverside.pub --allow 192.0.2.0/24',
        'lets the holder of the key sign in from these addresses',
      ),
    )
    .action(
      withHub(
        async (context, login: string, options: Options) => {
          const { hub, output } = context
          const organisationId = await organisationIdOf(context, options)
          const made = await passwordFor(options.password)
          await addAccount(
            hub.store,
            organisationId,
            {
              login,
              keys: await keysIn(options.key),
              passwordHash: made?.hash ?? null,
              allowedAddresses: options.allow,
              expiresAt: options.expires === undefined ? null : endOfDay(options.expires),
              legacyAlgorithms: options.legacy,
              quota: bytesOf(options.quota),
              outboundFolder: options.folder,
              filesInHome: options.homeFiles,
            },
            hub.now(),
          )
          await output.show({ login, ...(made !== null && { password: made.password }) }, () =>
            [`Account ${login} is there.`, ...(made === null ? [] : [`Password: ${made.password}`])].join(
              '\n',
            ),
          )
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}
