import { type Finding, finding } from '../../domain/finding.ts'
import type { SmtpSettings } from './settings.ts'

/** Why a mail did not go out, and whether another attempt may help. */
export interface Failure {
  readonly result: 'retry' | 'refused'
  readonly finding: Finding
}

/** What nodemailer's errors carry. */
interface SmtpError {
  readonly code?: string
  /** The error of the system or of OpenSSL behind `code`. */
  readonly originalCode?: string
  readonly responseCode?: number
  /** The server's answer, its code included. */
  readonly response?: string
  readonly message?: string
}

/** Codes of errors about the mail itself, sender and recipient included; others are about the connection. */
const ABOUT_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE'])
const ABOUT_THE_SIGN_IN = new Set(['EAUTH', 'ENOAUTH'])
const SIGN_IN_REQUIRED = 530
/** "Bad sequence of commands" is about the session, not the mail (RFC 5321, 4.2.4). */
const BAD_SEQUENCE = 503

/**
 * Judges an error of a connection to the mail server. Only a 5xx answer to the mail itself refuses it for good; the
 * same answer to a greeting or a sign-in is about us, and mails must outlive a mistyped password. Everything else
 * may pass: 4xx answers, broken connections, time-outs.
 */
export function smtpFailure(error: unknown, settings: SmtpSettings): Failure {
  const { code = '', originalCode = '', responseCode, response, message = String(error) } = error as SmtpError
  const host = `${settings.host}:${settings.port}`
  const reason = said(message, settings)
  const answer = said(response ?? message, settings)

  if (ABOUT_THE_SIGN_IN.has(code) || responseCode === SIGN_IN_REQUIRED) {
    return { result: 'retry', finding: finding('RB-7009', { host, answer }) }
  }
  if (code === 'ETLS' || /CERT|^ERR_(?:SSL|TLS)_/.test(originalCode)) {
    return { result: 'retry', finding: finding('RB-7010', { host, reason }) }
  }
  if (ABOUT_THE_MAIL.has(code) && isFinal(responseCode)) {
    return { result: 'refused', finding: finding('RB-7006', { host, answer }) }
  }
  if (responseCode !== undefined) return { result: 'retry', finding: finding('RB-7007', { host, answer }) }
  return { result: 'retry', finding: finding('RB-7008', { host, reason }) }
}

/** An error about the mail without any answer is nodemailer's own: it would be the same next time. */
function isFinal(responseCode: number | undefined): boolean {
  return responseCode === undefined || (responseCode >= 500 && responseCode !== BAD_SEQUENCE)
}

/** On one line, and without the password should a server send it back, in any of the forms in which it was sent. */
function said(text: string, { user = '', password }: SmtpSettings): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (password === undefined) return line
  return [password, base64(password), base64(`\0${user}\0${password}`)].reduce(
    (clean, secret) => clean.replaceAll(secret, '…'),
    line,
  )
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
