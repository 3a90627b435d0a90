import { sql } from 'kysely'
import { finding } from '../domain/finding.ts'
import { htmlToText } from '../domain/values/html-to-text.ts'
import type { MailTransport, OutgoingMail, SendResult } from '../transport/smtp/smtp.ts'
import type { Hub } from './hub.ts'

/** What became of the mails that were due. */
export interface MailsDone {
  readonly sent: number
  /** For good: the server does not want them. */
  readonly refused: number
  /** Not taken this time; they stay queued. */
  readonly postponed: number
  /** Given up after `EXPIRY_HOURS`. */
  readonly failed: number
}

/** Mails that are claimed at a time. */
const BATCH_MAILS = 50
/**
 * After this time the sender of a mail counts as gone, and another one sends it. It must be longer than the transport
 * takes for a mail (`SMTP_LIMITS.mailMs`, five minutes), or two would send the same.
 */
const SENDING_LIMIT_MINUTES = 10
/** Waits after the first attempt, the second…; after the last of these always as long as that. */
const RETRY_AFTER_MINUTES = [1, 5, 15, 60, 240] as const
/** RFC 5321 (4.5.4.1): giving up takes four to five days. Nobody wants to be welcomed later than that. */
const EXPIRY_HOURS = 120
/** Failures of the connection: the other mails would fare no better. */
const ABOUT_THE_SERVER: ReadonlySet<string> = new Set(['RB-7008', 'RB-7009', 'RB-7010'])

interface Claimed {
  readonly id: number
  readonly attempts: number
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly html: string
  readonly attachmentName: string | null
  readonly attachmentContent: Uint8Array | null
}

/**
 * Sends the mails of an organisation that are due, those left over from earlier runs included. A mail goes `queued` →
 * `sending` → `sent` or `refused`, or back to `queued` with a longer wait each time, until it has `failed`. It is
 * claimed in one transaction, sent outside of any, and settled in another, so that two senders never send the same.
 *
 * A sender that ends between the mail server's yes and the settling leaves the mail in `sending`, and another one sends
 * it again, with the same Message-ID: at least once is all that SMTP allows. Stops when the server cannot be reached,
 * and when `onBatch`, which is called where nothing is under way, throws.
 */
export async function sendMails(
  hub: Hub,
  organisationId: number,
  transport: MailTransport,
  onBatch: () => void = () => undefined,
): Promise<MailsDone> {
  const failed = await giveUpExpired(hub, organisationId)
  const done = { sent: 0, refused: 0, postponed: 0 }
  for (;;) {
    const claimed = await claim(hub, organisationId)
    const results = await Promise.all(
      claimed.map(async (mail) => {
        const result = await transport.send(outgoing(organisationId, mail))
        await settle(hub, organisationId, mail, result)
        return result
      }),
    )
    for (const { result } of results) done[result === 'retry' ? 'postponed' : result] += 1
    if (results.every(isAboutTheServer)) return { ...done, failed }
    onBatch()
  }
}

/** True also of no result at all. */
function isAboutTheServer(result: SendResult): boolean {
  return result.result === 'retry' && ABOUT_THE_SERVER.has(result.finding.code)
}

async function claim(hub: Hub, organisationId: number): Promise<readonly Claimed[]> {
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const { rows } = await sql<Claimed>`
      with due as (
        select id from mail
        where organisation_id = ${organisationId} and state in ('queued', 'sending') and next_attempt_at <= now()
        order by next_attempt_at, id limit ${BATCH_MAILS} for update skip locked),
      claimed as (
        update mail set state = 'sending', attempts = attempts + 1,
          next_attempt_at = clock_timestamp() + make_interval(mins => ${SENDING_LIMIT_MINUTES})
        from due where mail.organisation_id = ${organisationId} and mail.id = due.id
        returning mail.*)
      select claimed.id, attempts, to_address as "to", from_address as "from", subject, html,
        a.name as "attachmentName", a.content as "attachmentContent"
      from claimed
      left join mail_attachment a on a.organisation_id = claimed.organisation_id and a.id = claimed.attachment_id
      order by claimed.id`.execute(db)
    return rows
  })
}

function outgoing(organisationId: number, mail: Claimed): OutgoingMail {
  const { to, from, subject, html, attachmentName, attachmentContent } = mail
  return {
    id: `${organisationId}.${mail.id}`,
    to,
    from,
    subject,
    html,
    text: htmlToText(html),
    ...(attachmentName !== null &&
      attachmentContent !== null && { attachment: { name: attachmentName, content: attachmentContent } }),
  }
}

/** Settles an attempt, unless it took so long that the mail was claimed by another sender meanwhile. */
async function settle(hub: Hub, organisationId: number, mail: Claimed, result: SendResult): Promise<void> {
  const state = result.result === 'retry' ? 'queued' : result.result
  const answer = result.result === 'sent' ? result.answer : `${result.finding.code} ${result.finding.message}`
  const wait = RETRY_AFTER_MINUTES[Math.min(mail.attempts, RETRY_AFTER_MINUTES.length) - 1]
  await hub.store.asOrganisation(organisationId, async ({ db }) => {
    await sql`
      update mail set state = ${state}, answer = ${answer},
        sent_at = case when ${state} = 'sent' then clock_timestamp() end,
        next_attempt_at = clock_timestamp() + make_interval(mins => ${wait})
      where organisation_id = ${organisationId} and id = ${mail.id} and state = 'sending'
        and attempts = ${mail.attempts}`.execute(db)
  })
}

async function giveUpExpired(hub: Hub, organisationId: number): Promise<number> {
  const { code, message } = finding('RB-7011', { hours: EXPIRY_HOURS })
  return hub.store.asOrganisation(organisationId, async ({ db }) => {
    const { numAffectedRows } = await sql`
      update mail set state = 'failed', answer = concat_ws(' ', ${`${code} ${message}`}::text, answer)
      where organisation_id = ${organisationId} and state in ('queued', 'sending') and next_attempt_at <= now()
        and queued_at < now() - make_interval(hours => ${EXPIRY_HOURS})`.execute(db)
    return Number(numAffectedRows)
  })
}
