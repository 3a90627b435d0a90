import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'

/** Where a mail stands; `send-mails.ts` tells how it gets from one to the next. */
export const MAIL_STATES = ['queued', 'sending', 'sent', 'refused', 'failed'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** How many mails are in which state. */
export type MailCounts = Readonly<Record<MailState, number>>

export interface MailSummary {
  readonly id: number
  readonly runId: number
  readonly to: string
  readonly subject: string
  readonly state: MailState
  readonly attempts: number
  readonly queuedAt: Date
  /** Of one that waits: when it is tried next. */
  readonly nextAttemptAt: Date | null
  readonly sentAt: Date | null
  /** What the mail server said last, or why the mail did not get to it. */
  readonly answer: string | null
}

/** Which mails to read. What is absent leaves none out. */
export interface MailFilter {
  readonly runId?: number
  readonly state?: MailState
}

export async function countMails(tx: Tx, { runId }: Pick<MailFilter, 'runId'> = {}): Promise<MailCounts> {
  const { rows } = await sql<{ state: MailState; mails: number }>`
    select state, count(*) as mails from mail where ${runId ?? null}::bigint is null or run_id = ${runId ?? null}
    group by state`.execute(tx.db)
  const counts = { queued: 0, sending: 0, sent: 0, refused: 0, failed: 0 }
  for (const { state, mails } of rows) counts[state] = mails
  return counts
}

/** The newest first. */
export async function listMails(
  tx: Tx,
  filter: MailFilter & { readonly limit: number },
): Promise<MailSummary[]> {
  const { rows } = await sql<MailSummary>`
    select id, run_id as "runId", to_address as "to", subject, state, attempts, queued_at as "queuedAt",
      case when state in ('queued', 'sending') then next_attempt_at end as "nextAttemptAt", sent_at as "sentAt", answer
    from mail
    where state = coalesce(${filter.state ?? null}, state) and run_id = coalesce(${filter.runId ?? null}, run_id)
    order by id desc limit ${filter.limit}`.execute(tx.db)
  return rows
}
