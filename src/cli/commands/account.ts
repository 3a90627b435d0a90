import { addAccountAdd } from '../account/add.ts'
import { addAccountRotate, addAccountSwitches } from '../account/change.ts'
import { addAccountReading } from '../account/list.ts'
import { type CommandModule, example } from '../command.ts'

/** `rollbook account`: the SFTP logins of organisations. */
export const accountCommand: CommandModule = (program) => {
  const account = program
    .command('account')
    .description('Add, list, show and change SFTP accounts, and see what was done with them.')
    .addHelpText('after', example('rollbook account list', 'lists the accounts'))
  addAccountReading(account)
  addAccountAdd(account)
  addAccountSwitches(account)
  addAccountRotate(account)
}
