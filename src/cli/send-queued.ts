import { RollbookError } from '../domain/finding.ts'
import { type MailsDone, sendMails } from '../inbound/send-mails.ts'
import { smtpSettings } from '../transport/smtp/settings.ts'
import { smtpTransport } from '../transport/smtp/smtp.ts'
import { findingText } from './run-documents.ts'
import type { HubContext } from './with-hub.ts'

/**
 * Sends the mails that are due, those of earlier runs included. Null when no mail server is set up: they stay queued.
 * A signal stops it between two batches. Throws RB-7001 to RB-7003 for mail settings that cannot be used.
 */
export async function sendQueued(context: HubContext): Promise<MailsDone | null> {
  const { hub, organisationId, interruption } = context
  const settings = smtpSettings(process.env)
  if (settings === null) return null
  const transport = smtpTransport(settings)
  try {
    return await sendMails(hub, organisationId, transport, () => interruption.check())
  } finally {
    transport.close()
  }
}

/** The same at the end of a run, which is not undone by mail settings that cannot be used: they are told. */
export async function sendAfterRun(context: HubContext): Promise<void> {
  try {
    await sendQueued(context)
  } catch (error) {
    if (!(error instanceof RollbookError) || !error.finding.code.startsWith('RB-7')) throw error
    context.output.note(findingText(error.finding))
  }
}
