import { refusal } from '../../domain/finding.ts'
import { isEmail } from '../../domain/values/email.ts'

/** How mail leaves. `from` is the sender towards the server: bounces go there. */
export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `starttls` and `tls` are demanded: no mail goes out in clear when the server offers none. */
  readonly secure: 'none' | 'starttls' | 'tls'
  readonly user?: string
  readonly password?: string
  readonly from: string
}

const URL_VARIABLE = 'ROLLBOOK_SMTP_URL'
const FROM_VARIABLE = 'ROLLBOOK_SMTP_FROM'

/** The ports for submission (RFC 6409, RFC 8314). */
const DEFAULT_PORTS = { 'smtp:': 587, 'smtps:': 465 } as const

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/

/**
 * Reads the mail settings from the environment: `ROLLBOOK_SMTP_URL` (`smtp://user:password@host:port`, encrypted by
 * STARTTLS unless `?secure=none`; or `smtps://…`) and `ROLLBOOK_SMTP_FROM`. Null when no URL is set: no mail goes out.
 *
 * @throws RollbookError RB-7001 (the URL; never quoted, it holds the password), RB-7002 (the sender),
 *   RB-7003 (a password in clear to another machine)
 */
export function smtpSettings(environment: Readonly<Record<string, string | undefined>>): SmtpSettings | null {
  const text = environment[URL_VARIABLE]
  if (text === undefined || text === '') return null
  const settings = { ...readUrl(text), from: environment[FROM_VARIABLE] ?? '' }
  if (!isEmail(settings.from)) throw refusal('RB-7002', { field: FROM_VARIABLE, value: settings.from })
  if (settings.secure === 'none' && settings.user !== undefined && !LOOPBACK.test(settings.host)) {
    throw refusal('RB-7003', { field: URL_VARIABLE, host: settings.host })
  }
  return settings
}

function readUrl(text: string): Omit<SmtpSettings, 'from'> {
  const url = URL.parse(text)
  if (!url) throw unusable('it is no URL')
  const { protocol } = url
  if (protocol !== 'smtp:' && protocol !== 'smtps:')
    throw unusable('it begins with neither smtp:// nor smtps://')
  if (url.hostname === '') throw unusable('it names no host')
  if (url.port === '0') throw unusable('port 0 cannot be reached')
  if (url.hash !== '' || (url.pathname !== '' && url.pathname !== '/')) {
    throw unusable('something follows host and port')
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port),
    secure: protocol === 'smtps:' ? tlsOnly(url.searchParams) : encryption(url.searchParams),
    ...credentials(url),
  }
}

function tlsOnly(options: URLSearchParams): 'tls' {
  if (options.size > 0) throw unusable('smtps:// takes no options')
  return 'tls'
}

function encryption(options: URLSearchParams): 'none' | 'starttls' {
  const secure = options.get('secure') ?? 'starttls'
  if (secure !== 'none' && secure !== 'starttls') throw unusable('secure is neither none nor starttls')
  if (options.size > (options.has('secure') ? 1 : 0)) throw unusable('the only option is secure')
  return secure
}

function credentials(url: URL): Pick<SmtpSettings, 'user' | 'password'> {
  if (url.username === '' && url.password === '') return {}
  if (url.username === '' || url.password === '') throw unusable('user and password go together')
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  } catch {
    throw unusable('user or password holds a % that encodes nothing')
  }
}

function unusable(reason: string): Error {
  return refusal('RB-7001', { field: URL_VARIABLE, reason })
}
