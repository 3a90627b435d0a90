import { InvalidArgumentError, Option } from 'commander'
import { CATALOGUE, type ErrorCode } from '../../domain/errors/catalogue.ts'
import { OUTCOMES } from '../../domain/outcome.ts'
import { logCsv } from '../../inbound/log-csv.ts'
import { wholeMessage } from '../../inbound/log-message.ts'
import { type LogEntry, type LogFilter, readLog } from '../../inbound/read-log.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { printable } from '../printable.ts'
import { withHub } from '../with-hub.ts'

interface Options extends LogFilter {
  readonly csv: boolean
}

/** `rollbook log`: what became of each record of a run. */
export const logCommand: CommandModule = (program) => {
  program
    .command('log')
    .description('Show what became of each record of a run. With --json a document on each line.')
    .argument('<RUN>', 'number of the run or plan', countingNumber)
    .option('--file <NAME>', 'only of this file; its name, or its number within the run')
    .addOption(new Option('--outcome <OUTCOME>', 'only records with this outcome').choices(OUTCOMES))
    .option('--code <CODE>', 'only records with this finding, such as RB-2014', errorCode)
    .option('--key <NAME>', 'only records about this user name, id number, address, course or role')
    .option('--from-line <LINE>', 'only from this line of the file on', countingNumber)
    .option('--to-line <LINE>', 'only up to this line', countingNumber)
    .option('--csv', 'print a CSV file for spreadsheets', false)
    .addHelpText(
      'after',
      example('rollbook log 7 --outcome rejected', 'shows why records of run 7 were refused'),
    )
    .action(
      withHub(async ({ hub, organisationId, output }, runId: number, { csv, ...filter }: Options) => {
        const entries = readLog(hub, organisationId, runId, filter)
        if (csv && !output.json) await output.stream(logCsv(entries), (line) => line)
        else await output.stream(entries, entryText)
        return EXIT.clean
      }),
    )
}

/** `user.csv:12 rejected RB-2014 …` */
function entryText({ file, line, outcome, code, subject, message }: LogEntry): string {
  const told = wholeMessage(outcome, subject, message)
  const parts = [`${file}:${line}`, outcome, ...(code === null ? [] : [code]), told]
  return printable(parts.join(' '))
}

function errorCode(text: string): ErrorCode {
  const code = text.toUpperCase()
  if (Object.hasOwn(CATALOGUE, code)) return code as ErrorCode
  throw new InvalidArgumentError('A code such as RB-2014 is accepted; docs/reference/errors.md lists them.')
}
