import { sql } from 'kysely'
import { finding } from '../domain/finding.ts'
import type { MailIntent } from '../domain/operation.ts'
import { isEmail } from '../domain/values/email.ts'
import type { Cause } from '../sites/site.ts'
import type { Tx } from '../store/store.ts'
import type { Run } from './run-row.ts'

/** Queues mails in the transaction that makes them true (Data Hub rules M-1 to M-3). `send-mails.ts` sends each once. */
export function queueMails(tx: Tx, run: Run, cause: Cause, mails: readonly MailIntent[]): void {
  tx.send(sql`
    insert into mail (organisation_id, run_id, file_no, line, to_address, from_address, subject, html, next_attempt_at)
    select ${run.organisationId}::integer, ${run.id}::bigint, ${cause.fileNo}::integer, line, to_address, from_address,
      subject, html, clock_timestamp()
    from unnest(${mails.map(({ record }) => cause.lines[record]!)}::integer[],
      ${mails.map(({ to }) => to)}::text[], ${mails.map(({ from }) => from)}::text[],
      ${mails.map(({ subject }) => subject)}::text[], ${mails.map(({ html }) => html)}::text[])
      m (line, to_address, from_address, subject, html)`)
}

/** The mails of a plan wait with it and are queued when it is applied. */
export function storePlannedMails(tx: Tx, run: Run, cause: Cause, mails: readonly MailIntent[]): void {
  tx.send(sql`
    insert into plan_mail (organisation_id, run_id, id, file_no, line, mail)
    select ${run.organisationId}::integer, ${run.id}::bigint,
      (select count(*) from plan_mail where organisation_id = ${run.organisationId} and run_id = ${run.id}) + ord,
      ${cause.fileNo}::integer, line, mail
    from unnest(${mails.map(({ record }) => cause.lines[record]!)}::integer[],
      ${mails.map((mail) => JSON.stringify(mail))}::jsonb[]) with ordinality m (line, mail, ord)`)
}

export async function queuePlannedMails(tx: Tx, run: Run, planId: number): Promise<void> {
  await sql`
    insert into mail (organisation_id, run_id, file_no, line, to_address, from_address, subject, html, next_attempt_at)
    select organisation_id, ${run.id}::bigint, file_no, line, mail->>'to', mail->>'from', mail->>'subject',
      mail->>'html', clock_timestamp()
    from plan_mail where organisation_id = ${run.organisationId} and run_id = ${planId} order by id`.execute(
    tx.db,
  )
}

/** A mail about a run as a whole. */
export interface LogMail {
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  readonly html: string
  readonly attachment: { readonly name: string; readonly content: Buffer } | null
}

/** Queues the log mail, in the transaction that ends the run. An address that is none is kept as refused. */
export async function queueLogMail(tx: Tx, run: Run, mail: LogMail): Promise<void> {
  const attachment =
    mail.attachment === null
      ? null
      : await tx.db
          .insertInto('mail_attachment')
          .values({ organisation_id: run.organisationId, ...mail.attachment })
          .returning('id')
          .executeTakeFirstOrThrow()
  const refused = mail.to.map((to) => (isEmail(to) ? null : finding('RB-7004', { field: 'to', value: to })))
  await sql`
    insert into mail (organisation_id, run_id, file_no, line, to_address, from_address, subject, html, attachment_id,
      state, answer, next_attempt_at)
    select ${run.organisationId}::integer, ${run.id}::bigint, 0, 0, to_address, ${mail.from}, ${mail.subject},
      ${mail.html}, ${attachment?.id ?? null}::bigint, case when answer is null then 'queued' else 'refused' end,
      answer, clock_timestamp()
    from unnest(${mail.to}::text[],
      ${refused.map((why) => why && `${why.code} ${why.message}`)}::text[]) m (to_address, answer)`.execute(
    tx.db,
  )
}
