import { RollbookError } from '../../domain/finding.ts'
import type { Hub } from '../../inbound/hub.ts'
import { countMails } from '../../inbound/read-mails.ts'
import { smtpSettings } from '../../transport/smtp/settings.ts'
import { smtpTransport } from '../../transport/smtp/smtp.ts'
import { type Advice, countOf, failed, ok, warn } from './advice.ts'

/** The mail settings, and with `reach` whether the server takes them. No mail is sent. */
export async function mailAdvice(reach: boolean): Promise<Advice> {
  try {
    const settings = smtpSettings(process.env)
    if (settings === null) {
      return warn(
        'mail',
        'no mail goes out',
        'Set ROLLBOOK_SMTP_URL and ROLLBOOK_SMTP_FROM if users are to get mails.',
      )
    }
    const server = `${settings.host}:${settings.port}`
    if (!reach) return ok('mail', `through ${server}, not tried; --smtp tries it`)
    const transport = smtpTransport(settings)
    try {
      await transport.verify()
    } finally {
      transport.close()
    }
    return ok('mail', `${server} takes mails`)
  } catch (error) {
    if (error instanceof RollbookError) return failed('mail', error.finding)
    throw error
  }
}

export async function queueAdvice(hub: Hub, organisationId: number): Promise<Advice> {
  const { queued, failed, refused } = await hub.store.asOrganisation(organisationId, (tx) => countMails(tx))
  const lost = failed + refused
  const seen = `${countOf(queued, 'mail')} waiting, ${lost} given up`
  return lost === 0
    ? ok('queue', seen)
    : warn('queue', seen, 'Look up the addresses with `rollbook mails --state failed`.')
}
