import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { COMMANDS } from './commands/index.ts'

/** Options that every command takes, before its name or after it. */
export interface GlobalOptions {
  /** The data folder. */
  readonly data: string
  readonly json: boolean
}

/** The whole command line. Errors of usage are thrown as CommanderError, and nothing is printed for them. */
export function buildProgram(): Command {
  const program = new Command('rollbook')
    .description('The data hub between the systems that know who people are and the LMS where they learn.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command does, its options and an example')
    .addOption(new Option('--data <FOLDER>', 'the data folder').env('ROLLBOOK_DATA').default('./data'))
    .option('--json', 'print JSON, and nothing else, on the standard output', false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', EPILOGUE)
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading)
    for (const add of commands) add(program)
  }
  // Behind the others, in the last group.
  program.helpCommand('help [COMMAND]', 'print the help of a command')
  return program
}

const EPILOGUE = `
Environment:
  ROLLBOOK_DATA  the data folder, when --data is not given
  DATABASE_URL   postgresql://… of a PostgreSQL server, instead of the database in the data folder
  ROLLBOOK_KEY   the instance key, 64 hexadecimal digits, instead of the one in the data folder
  NO_COLOR       print without colours

Exit status:
  0  done        1  not done        2  done, and some records or files were refused
  3  something waits for a person   130, 143  interrupted

Example:
  $ rollbook import user.csv course.csv enroll.csv
  takes in the files of a day: users first, then courses, then enrolments`

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
