import { type Command, Option } from 'commander'
import { refusal } from '../../domain/finding.ts'
import {
  countMails,
  listMails,
  MAIL_STATES,
  type MailCounts,
  type MailState,
  type MailSummary,
} from '../../inbound/read-mails.ts'
import { countingNumber } from '../arguments.ts'
import { type CommandModule, example } from '../command.ts'
import { EXIT } from '../exit-status.ts'
import { mailsText } from '../mails-text.ts'
import { sendQueued } from '../send-queued.ts'
import { type Column, table } from '../table.ts'
import { instantText } from '../times.ts'
import { withHub } from '../with-hub.ts'

interface Options {
  readonly run?: number
  readonly state?: MailState
  readonly limit: number
}

/** `rollbook mails`: what is to be sent, and what became of it. */
export const mailsCommand: CommandModule = (program) => {
  const mails = program
    .command('mails')
    .description('List the mails to users and about runs, the newest first, with what the mail server said.')
    .option('--run <RUN>', 'only those of one run', countingNumber)
    .addOption(new Option('--state <STATE>', 'only those in this state').choices(MAIL_STATES))
    .option('--limit <NUMBER>', 'how many at most', countingNumber, 20)
    .addHelpText('after', example('rollbook mails --state refused', 'lists the mails that were refused'))
    .action(
      withHub(async ({ hub, organisationId, output }, { run: runId, state, limit }: Options) => {
        const found = await hub.store.asOrganisation(organisationId, async (tx) => ({
          counts: await countMails(tx, { runId }),
          mails: await listMails(tx, { runId, state, limit }),
        }))
        await output.show(found, () => mailTable(found))
        return EXIT.clean
      }),
    )
  addSend(mails)
}

function addSend(mails: Command): void {
  mails
    .command('send')
    .description('Send the mails that are due now. An import does so at its end.')
    .addHelpText('after', example('rollbook mails send', 'sends what is queued'))
    .action(
      withHub(async (context) => {
        const done = await sendQueued(context)
        if (done === null) throw refusal('RB-7012', { field: 'ROLLBOOK_SMTP_URL' })
        const { sent, refused, postponed, failed } = done
        await context.output.show(
          done,
          () => `${sent} sent, ${refused} refused, ${postponed} to be tried again, ${failed} given up`,
        )
        return refused + postponed + failed > 0 ? EXIT.findings : EXIT.clean
      }),
    )
}

const COLUMNS: readonly Column[] = [
  { title: 'mail', align: 'right' },
  { title: 'run', align: 'right' },
  { title: 'to', most: 40 },
  { title: 'subject', most: 40 },
  { title: 'state' },
  { title: 'attempts', align: 'right' },
  { title: 'sent, or next attempt' },
  { title: 'answer', most: 80 },
]

function mailTable({ counts, mails }: { counts: MailCounts; mails: readonly MailSummary[] }): string {
  const rows = mails.map(({ id, runId, to, subject, state, attempts, sentAt, nextAttemptAt, answer }) => {
    const at = sentAt ?? nextAttemptAt
    return [id, runId, to, subject, state, attempts, at && instantText(at), answer]
  })
  return `${table(COLUMNS, rows)}${mailsText(counts) || 'There are no mails.\n'}`
}
