import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { finding, RollbookError } from '../../domain/finding.ts'
import { isEmail } from '../../domain/values/email.ts'
import { type Failure, smtpFailure } from './failure.ts'
import type { SmtpSettings } from './settings.ts'

/** Where mails go out. One per process; it keeps a few connections open while there is something to send. */
export interface MailTransport {
  /** Never rejects: what went wrong is in the result, and whether another attempt may help. */
  send(mail: OutgoingMail): Promise<SendResult>
  /** Connects and signs in without sending anything. Throws RollbookError RB-7007 to RB-7010. */
  verify(): Promise<void>
  /** Mails under way are finished; those still waiting, and later ones, get `retry`. */
  close(): void
}

export interface OutgoingMail {
  /** Stays the same for every attempt at this mail. */
  readonly id: string
  readonly to: string
  /** As the reader sees it; the server is told the `from` of the settings. */
  readonly from: string
  readonly subject: string
  readonly html: string
  /** The plain copy of `html` (`domain/values/html-to-text.ts`). */
  readonly text: string
  readonly attachment?: Attachment
}

/** A file that goes with a mail; its name tells the reader's program what it is. */
export interface Attachment {
  readonly name: string
  readonly content: Uint8Array
}

export type SendResult = { readonly result: 'sent'; readonly answer: string } | Failure

export interface SmtpLimits {
  readonly connections: number
  /** Subject, HTML and text together. */
  readonly mailBytes: number
  /** Before it is encoded for the way, which adds a third. */
  readonly attachmentBytes: number
  /** For finding the host, connecting and the greeting together. */
  readonly connectMs: number
  /** For each answer of the server. */
  readonly answerMs: number
  /** For one mail from `send` to the result; holds where a server keeps talking without coming to an end. */
  readonly mailMs: number
}

/**
 * RFC 5321 (4.5.3.2) would wait five minutes for an answer; a mail that failed here is tried again instead. Many servers
 * take mails of up to 10 MB, and an attachment must fit into that when it is encoded.
 */
export const SMTP_LIMITS: SmtpLimits = {
  connections: 3,
  mailBytes: 1_048_576,
  attachmentBytes: 7_340_032,
  connectMs: 15_000,
  answerMs: 60_000,
  mailMs: 300_000,
}

/** Sends mail through one SMTP server. */
export function smtpTransport(settings: SmtpSettings, limits: SmtpLimits = SMTP_LIMITS): MailTransport {
  const { host, port, secure, user, password } = settings
  const pool = createTransport({
    pool: true,
    host,
    port,
    secure: secure === 'tls',
    requireTLS: secure === 'starttls',
    ignoreTLS: secure === 'none',
    tls: { minVersion: 'TLSv1.2' },
    ...(user !== undefined && { auth: { user, pass: password }, forceAuth: true }),
    maxConnections: limits.connections,
    maxRequeues: 1,
    connectionTimeout: limits.connectMs,
    socketTimeout: limits.answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return {
    async send(mail) {
      const unfit = unfitness(mail, limits)
      if (unfit) return unfit
      try {
        const { response } = await pool.sendMail({
          ...message(mail, settings),
          signal: AbortSignal.timeout(limits.mailMs),
        })
        return { result: 'sent', answer: response }
      } catch (error) {
        return smtpFailure(error, settings)
      }
    },
    async verify() {
      try {
        await pool.verify()
      } catch (error) {
        throw new RollbookError(smtpFailure(error, settings).finding, { cause: error })
      }
    },
    close() {
      pool.close()
    },
  }
}

/** Addresses are checked here whatever was checked before: they become headers and commands. */
function unfitness(mail: OutgoingMail, { mailBytes, attachmentBytes }: SmtpLimits): Failure | null {
  for (const field of ['to', 'from'] as const) {
    if (!isEmail(mail[field])) {
      return { result: 'refused', finding: finding('RB-7004', { field, value: mail[field] }) }
    }
  }
  const size = Buffer.byteLength(mail.subject) + Buffer.byteLength(mail.html) + Buffer.byteLength(mail.text)
  if (size > mailBytes) return tooLarge(size, mailBytes)
  const attached = mail.attachment?.content.length ?? 0
  return attached > attachmentBytes ? tooLarge(attached, attachmentBytes) : null
}

function tooLarge(size: number, limit: number): Failure {
  return { result: 'refused', finding: finding('RB-7005', { size, limit }) }
}

function message(mail: OutgoingMail, settings: SmtpSettings) {
  return {
    messageId: messageId(mail, settings),
    from: { name: '', address: mail.from },
    ...(mail.from !== settings.from && { sender: { name: '', address: settings.from } }),
    to: { name: '', address: mail.to },
    envelope: { from: settings.from, to: mail.to },
    // A line break would begin another header, an escape sequence could steer a terminal.
    subject: mail.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
    html: mail.html,
    text: mail.text,
    ...(mail.attachment !== undefined && { attachments: [attached(mail.attachment)] }),
    // RFC 3834: keeps absence notes and other robots from answering.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function attached({ name, content }: Attachment) {
  return { filename: name.replace(/[^\w.-]/g, '_'), content: Buffer.from(content) }
}

/**
 * The same for every attempt at a mail, so that a mailbox recognises a second copy. What the mail says is part of it:
 * ids may begin again with a new database, and a mailbox would drop another mail with an old Message-ID unseen.
 */
function messageId({ id, to, subject, html }: OutgoingMail, { from }: SmtpSettings): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([id, to, subject, html]))
    .digest('hex')
  return `<${digest.slice(0, 40)}@${from.slice(from.indexOf('@') + 1)}>`
}
