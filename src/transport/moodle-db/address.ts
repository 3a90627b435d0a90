import { refusal } from '../../domain/finding.ts'

export type DbEngine = 'postgres' | 'mysql'

/**
 * How the way to the database is kept safe: `verify-full` asks for a certificate that this machine trusts and that is
 * the host's; `require` takes any certificate; `disable` goes in clear.
 */
export const TLS_MODES = ['verify-full', 'require', 'disable'] as const
export type TlsMode = (typeof TLS_MODES)[number]

/** Where a database of Moodle is, and as whom to sign in. */
export interface DbAddress {
  readonly engine: DbEngine
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly tls: TlsMode
  /** `host:port/database`, for messages. */
  readonly shown: string
}

/** How a database of Moodle is read, as it is kept: the password apart, to be sealed. */
export interface DbSettings {
  /** Without password. */
  readonly url: string
  readonly password: string
  /** Of the tables: `$CFG->prefix`. */
  readonly prefix: string
}

const ENGINES: Readonly<Record<string, { engine: DbEngine; port: number }>> = {
  'postgres:': { engine: 'postgres', port: 5432 },
  'postgresql:': { engine: 'postgres', port: 5432 },
  'mysql:': { engine: 'mysql', port: 3306 },
  'mariadb:': { engine: 'mysql', port: 3306 },
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
const PREFIX = /^[a-z0-9_]{0,20}$/

/**
 * Reads `postgres://user@host:port/database?sslmode=…` or `mysql://…`. TLS is `verify-full` unless the host is this
 * machine or `sslmode` says otherwise.
 *
 * Throws RB-9080, which repeats nothing of the address: anything in it may be part of a password.
 */
export function dbAddress({ url: text, password }: Pick<DbSettings, 'url' | 'password'>): DbAddress {
  const url = URL.parse(text)
  const kind = url === null ? undefined : ENGINES[url.protocol]
  if (url === null || kind === undefined) throw unusable('it begins with neither')
  const host = decoded(url.hostname).replace(/^\[|\]$/g, '')
  const user = decoded(url.username)
  const database = decoded(url.pathname.slice(1))
  if (host === '') throw unusable('it names no host')
  if (user === '') throw unusable('it names no user')
  if (database === '' || database.includes('/')) throw unusable('it names no database')
  if (url.hash !== '') throw unusable('it goes on after a #; in a password that is written %23')
  const port = url.port === '' ? kind.port : Number(url.port)
  return {
    engine: kind.engine,
    host,
    port,
    user,
    password: password || decoded(url.password),
    database,
    tls: tlsOf(url.searchParams, host),
    shown: `${host}:${port}/${database}`,
  }
}

/** Takes the password out of an address, so that it can be sealed. Throws RB-9080. */
export function withoutPassword(text: string): Pick<DbSettings, 'url' | 'password'> {
  const { password } = dbAddress({ url: text, password: '' })
  const url = new URL(text)
  url.password = ''
  return { url: url.href, password }
}

/** Throws RB-9081 for a prefix that Moodle would not take. */
export function checkedPrefix(prefix: string): string {
  if (!PREFIX.test(prefix)) throw refusal('RB-9081', { field: 'prefix', value: prefix })
  return prefix
}

function tlsOf(options: URLSearchParams, host: string): TlsMode {
  for (const name of options.keys()) if (name !== 'sslmode') throw unusable('its only option is sslmode')
  const asked = options.get('sslmode')
  if (asked === null) return LOOPBACK.test(host) ? 'disable' : 'verify-full'
  const mode = TLS_MODES.find((known) => known === asked)
  if (mode === undefined) throw unusable(`sslmode is one of ${TLS_MODES.join(', ')}`)
  return mode
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw unusable('a % in it is not followed by two hexadecimal digits; a % itself is written %25')
  }
}

function unusable(reason: string): Error {
  return refusal('RB-9080', { field: 'database', reason })
}
