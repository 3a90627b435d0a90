import { MAIL_STATES, type MailCounts } from '../inbound/read-mails.ts'

/** `Mails: 12 sent, 1 refused`, with what to do about those that wait; empty when there are none. */
export function mailsText(counts: MailCounts): string {
  const told = MAIL_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`)
  if (told.length === 0) return ''
  const waiting = counts.queued === 0 ? '' : waitingText()
  return `Mails: ${told.join(', ')}${waiting}\n`
}

function waitingText(): string {
  return process.env['ROLLBOOK_SMTP_URL']
    ? '. They are tried again with the next import, or by `rollbook mails send`'
    : '. No mail server is set up (ROLLBOOK_SMTP_URL); when it is, `rollbook mails send` sends them'
}
