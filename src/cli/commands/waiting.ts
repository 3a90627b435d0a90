import { countWaiting, listWaiting, type WaitingRecord } from '../../inbound/waiting/read-waiting.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { findFeed } from '../find-feed.ts'
import { type Column, table } from '../table.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

interface Options {
  readonly feed?: string
  readonly limit: number
}

/** `rollbook waiting`: the records that wait for a user or a course, and why. */
export const waitingCommand: CommandModule = (program) => {
  program
    .command('waiting')
    .description(
      'List the records that wait because who or what they name has not arrived, the oldest first. ' +
        'They are tried again by themselves.',
    )
    .option('--feed <NAME>', 'only those of one feed')
    .option('--limit <NUMBER>', 'how many at most', countingNumber, 50)
    .addHelpText('after', example('rollbook waiting --feed sis', 'lists what waits of the feed sis'))
    .action(
      withHub(async (context, { feed, limit }: Options) => {
        const feedId = feed === undefined ? undefined : (await findFeed(context, feed)).id
        const { hub, organisationId, output } = context
        const found = await hub.store.asOrganisation(organisationId, async (tx) => ({
          count: await countWaiting(tx, organisationId, { feedId }),
          waiting: await listWaiting(tx, organisationId, { feedId, limit }),
        }))
        await output.show(found, () => waitingTable(found))
        return EXIT.clean
      }),
    )
}

const COLUMNS: readonly Column[] = [
  { title: 'feed' },
  { title: 'run', align: 'right' },
  { title: 'record', most: 40 },
  { title: 'since' },
  { title: 'until' },
  { title: 'code' },
  { title: 'about', most: 60 },
  { title: 'reason', most: 80 },
]

function waitingTable({ count, waiting }: { count: number; waiting: readonly WaitingRecord[] }): string {
  if (count === 0) return 'Nothing waits.\n'
  const rows = waiting.map(({ feed, run, file, line, since, until, code, subject, message }) => {
    const record = `${file}:${line}`
    return [feed, run, record, instantText(since), instantText(until), code, subject, message]
  })
  const rest = count - waiting.length
  return `${table(COLUMNS, rows)}${rest > 0 ? `${rest} more; --limit shows them.\n` : ''}`
}
