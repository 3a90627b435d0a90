import type { Command } from 'commander'
import { changeAccount } from '../../access/accounts/account.ts'
import { refusal } from '../../domain/finding.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { addOrganisationOption, type OrganisationOption, organisationIdOf } from '../organisation-option.ts'
import { withHub } from '../with-hub.ts'
import { keysIn, passwordFor } from './values.ts'

/** `rollbook account disable` and `account enable`. */
export function addAccountSwitches(account: Command): void {
  for (const [name, disabled, description] of [
    ['disable', true, 'Let nobody sign in with an SFTP account any more. Its files stay.'],
    ['enable', false, 'Let an SFTP account that was disabled work again.'],
  ] as const) {
    addOrganisationOption(account.command(name))
      .description(description)
      .argument('<LOGIN>', 'the account')
      .addHelpText('after', example(`rollbook account ${name} riverside`, `${name}s the account riverside`))
      .action(
        withHub(async (context, login: string, options: OrganisationOption) => {
          const { hub, output } = context
          const id = await organisationIdOf(context, options)
          await hub.store.asOrganisation(id, (tx) => changeAccount(tx, id, login, { disabled }))
          await output.show({ login, disabled }, () => `Account ${login} is ${name}d.`)
          return EXIT.clean
        }),
      )
  }
}

interface RotateOptions extends OrganisationOption {
  readonly key: readonly string[]
  readonly password: boolean
}

/** `rollbook account rotate`: what it had before does no longer open it. */
export function addAccountRotate(account: Command): void {
  const command = account
    .command('rotate')
    .description('Give an SFTP account other keys, another password, or both, in place of those that it has.')
    .argument('<LOGIN>', 'the account')
    .option('--key <FILE...>', 'files with the public keys that may sign in from now on', [])
    .option('--password', 'make another password, and show it this once', false)
  addOrganisationOption(command)
    .addHelpText('after', example('rollbook account rotate riverside --password', 'shows another password'))
    .action(
      withHub(async (context, login: string, { key, password, ...options }: RotateOptions) => {
        const { hub, output } = context
        if (key.length === 0 && !password) throw refusal('RB-7308')
        const id = await organisationIdOf(context, options)
        const keys = await keysIn(key)
        const made = await passwordFor(password)
        await hub.store.asOrganisation(id, async (tx) => {
          if (keys.length > 0) await changeAccount(tx, id, login, { keys })
          if (made !== null) await changeAccount(tx, id, login, { passwordHash: made.hash })
        })
        const shown = { login, keys: keys.map(({ fingerprint }) => fingerprint) }
        await output.show({ ...shown, ...(made !== null && { password: made.password }) }, () =>
          [
            `Account ${login} is changed.`,
            ...shown.keys.map((fingerprint) => `Key: ${fingerprint}`),
            ...(made === null ? [] : [`Password: ${made.password}`]),
          ].join('\n'),
        )
        return EXIT.clean
      }),
    )
}
