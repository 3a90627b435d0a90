import { listAccounts } from '../../access/accounts/account.ts'
import { addOrganisation, listOrganisations, organisationNamed } from '../../config/organisations.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { factsText } from '../facts-text.ts'
import { table } from '../table.ts'
import { withHub } from '../with-hub.ts'

/** `rollbook organisation`: whom the hub serves. */
export const organisationCommand: CommandModule = (program) => {
  const organisation = program
    .command('organisation')
    .description('List, add and show organisations: each has its own feeds, exports and SFTP accounts.')
    .addHelpText('after', example('rollbook organisation list', 'lists the organisations'))

  organisation
    .command('list')
    .description('List the organisations.')
    .addHelpText('after', example('rollbook organisation list', 'lists the organisations with their titles'))
    .action(
      withHub(async ({ hub, output }) => {
        const organisations = await hub.store.asHouse(listOrganisations)
        await output.show({ organisations: organisations.map(({ name, title }) => ({ name, title })) }, () =>
          table(
            [{ title: 'organisation' }, { title: 'title' }],
            organisations.map(({ name, title }) => [name, title]),
          ),
        )
        return EXIT.clean
      }),
    )

  organisation
    .command('add')
    .description('Add an organisation.')
    .argument('<NAME>', 'a short name, for commands and folders')
    .option('--title <TEXT>', 'what people call it; otherwise the short name')
    .addHelpText(
      'after',
      example('rollbook organisation add riverside --title "Riverside Academy"', 'adds an organisation'),
    )
    .action(
      withHub(
        async ({ hub, output }, name: string, { title = name }: { title?: string }) => {
          await addOrganisation(hub.store, name, title)
          await output.show({ name, title }, () => `Organisation ${name} is there.`)
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )

  organisation
    .command('show')
    .description('Show an organisation and its SFTP accounts.')
    .argument('<NAME>', 'the organisation')
    .addHelpText('after', example('rollbook organisation show riverside', 'shows what it has'))
    .action(
      withHub(async ({ hub, output }, given: string) => {
        const { id, name, title } = await organisationNamed(hub.store, given)
        const accounts = await hub.store.asOrganisation(id, (tx) => listAccounts(tx, id))
        const logins = accounts.map(({ login }) => login)
        await output.show({ name, title, accounts: logins }, () =>
          factsText([
            ['organisation', name],
            ['title', title],
            ['accounts', logins.join(', ')],
          ]),
        )
        return EXIT.clean
      }),
    )
}
