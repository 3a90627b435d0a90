import type { Command } from 'commander'
import { accountNamed, listAccounts } from '../../access/accounts/account.ts'
import { readAudit } from '../../access/accounts/audit.ts'
import { countingNumber } from '../arguments.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { table } from '../table.ts'
import { durationText, instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'
import { accountDocument, accountText, stateOf } from './text.ts'

/** `rollbook account list`, `account show` and `account log`: what there is, and what was done. */
export function addAccountReading(account: Command): void {
  addOrganisationOption(account.command('list'))
    .description('List the SFTP accounts of an organisation.')
    .addHelpText('after', example('rollbook account list', 'lists the accounts with their state'))
    .action(
      withHub(async (context, options: OrganisationOption) => {
        const { hub, output } = context
        const id = await organisationIdOf(context, options)
        const accounts = await hub.store.asOrganisation(id, (tx) => listAccounts(tx, id))
        await output.show({ accounts: accounts.map(accountDocument) }, () =>
          table(
            [
              { title: 'login' },
              { title: 'state' },
              { title: 'keys', align: 'right' },
              { title: 'password' },
            ],
            accounts.map((one) => [
              one.login,
              stateOf(one, hub.now()),
              one.keys.length,
              one.passwordHash === null ? 'none' : 'yes',
            ]),
          ),
        )
        return EXIT.clean
      }),
    )

  addOrganisationOption(account.command('show'))
    .description('Show an SFTP account: its keys, where it may come from, how long it works.')
    .argument('<LOGIN>', 'the account')
    .addHelpText('after', example('rollbook account show riverside', 'shows the account called riverside'))
    .action(
      withHub(async (context, login: string, options: OrganisationOption) => {
        const { hub, output } = context
        const id = await organisationIdOf(context, options)
        const found = await hub.store.asOrganisation(id, (tx) => accountNamed(tx, id, login))
        await output.show(accountDocument(found), () => accountText(found, hub.now()))
        return EXIT.clean
      }),
    )

  addOrganisationOption(account.command('log'))
    .description('Show what was done with an SFTP account: sign-ins, transfers, refusals, the newest first.')
    .argument('<LOGIN>', 'the account')
    .option('--last <NUMBER>', 'how many entries', countingNumber, 50)
    .addHelpText('after', example('rollbook account log riverside --last 10', 'shows the last ten entries'))
    .action(
      withHub(async (context, login: string, { last, ...options }: OrganisationOption & { last: number }) => {
        const { hub, output } = context
        const id = await organisationIdOf(context, options)
        const entries = await hub.store.asOrganisation(id, async (tx) => {
          await accountNamed(tx, id, login)
          return readAudit(tx, id, { login, most: last })
        })
        await output.show({ entries }, () =>
          table(
            [
              { title: 'time' },
              { title: 'what' },
              { title: 'path' },
              { title: 'bytes', align: 'right' },
              { title: 'took' },
              { title: 'from' },
              { title: 'detail' },
            ],
            entries.map((entry) => [
              instantText(entry.at),
              entry.action,
              entry.path,
              entry.size,
              entry.milliseconds === null ? null : durationText(entry.milliseconds),
              entry.address,
              entry.detail,
            ]),
          ),
        )
        return EXIT.clean
      }),
    )
}
