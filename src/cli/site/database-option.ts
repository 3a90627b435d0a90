import type { Command } from 'commander'
import { checkedPrefix, type DbSettings, withoutPassword } from '../../transport/moodle-db/address.ts'
import { readSecret } from '../read-secret.ts'

export interface DatabaseOptions {
  readonly database?: string
  readonly databasePrefix: string
  readonly databasePasswordFile?: string
}

export function addDatabaseOptions(command: Command): Command {
  return command
    .option(
      '--database <URL>',
      'its database, to be read: postgres://USER@HOST/NAME or mysql://USER@HOST/NAME',
    )
    .option('--database-prefix <PREFIX>', 'of the tables', 'mdl_')
    .option('--database-password-file <FILE>', 'a file that holds the password of the database')
}

/** Null when no database is named. Throws RB-9080, RB-9081, and RB-9073 when there is no password. */
export async function readDatabaseOptions(options: DatabaseOptions): Promise<DbSettings | null> {
  if (options.database === undefined) return null
  const { url, password } = withoutPassword(options.database)
  const prefix = checkedPrefix(options.databasePrefix)
  if (password !== '') return { url, password, prefix }
  const asked = await readSecret(options.databasePasswordFile, {
    name: 'password of the database',
    option: '--database-password-file',
    variable: 'ROLLBOOK_DATABASE_PASSWORD',
  })
  return { url, password: asked, prefix }
}
