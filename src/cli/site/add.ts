import { Argument, type Command } from 'commander'
import { addMoodleSite } from '../../config/moodle-sites.ts'
import { example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { readSecret } from '../read-secret.ts'
import { withHub } from '../with-hub.ts'
import { addDatabaseOptions, type DatabaseOptions, readDatabaseOptions } from './database-option.ts'

interface Options extends DatabaseOptions {
  readonly url: string
  readonly name: string
  readonly tokenFile?: string
  readonly allowHttp: boolean
}

/** `rollbook site add moodle`: a server that feeds can fill. */
export function addSiteAdd(site: Command): void {
  const add = site
    .command('add')
    .description(
      'Add a Moodle site, or give one another token or its database. The token is asked for, or read from a file or from ROLLBOOK_TOKEN.',
    )
    .addArgument(new Argument('<KIND>', 'what kind of site it is').choices(['moodle']))
    .requiredOption('--url <URL>', 'the address of its front page')
    .option('--name <NAME>', 'a name of its own', 'moodle')
    .option('--token-file <FILE>', 'a file that holds the token')
    .option('--allow-http', 'let the token go in clear to another machine', false)
  addDatabaseOptions(add)
    .addHelpText(
      'after',
      example(
        'rollbook site add moodle --url https://moodle.example.org',
        'asks for the token and adds the site',
      ),
    )
    .action(
      withHub(
        async (
          { hub, organisationId, output },
          kind: string,
          { url, name, tokenFile, allowHttp, ...databaseOptions }: Options,
        ) => {
          const token = await readSecret(tokenFile, {
            name: 'token',
            option: '--token-file',
            variable: 'ROLLBOOK_TOKEN',
          })
          const database = await readDatabaseOptions(databaseOptions)
          await hub.store.asOrganisation(organisationId, (tx) =>
            addMoodleSite(tx, hub.sealer, organisationId, name, { url, token, allowHttp }, database),
          )
          await output.show(
            { name, kind, url, database: database?.url ?? null },
            () => `Site ${name} is there. \`rollbook site check ${name}\` tells what can be done on it.`,
          )
          return EXIT.clean
        },
        { mayCreate: true },
      ),
    )
}
