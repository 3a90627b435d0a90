import { refusal } from '../../domain/finding.ts'

/** Where a PostgreSQL server is. `url` holds a password: it goes to `pg` and nowhere else. */
export interface ServerAddress {
  readonly url: string
  /** `host:port/database`, for messages. */
  readonly shown: string
  readonly password: string
}

const DEFAULT_PORT = '5432'

/** Reads DATABASE_URL. Throws RB-6001, which repeats nothing of it: anything in it may be part of a password. */
export function readAddress(databaseUrl: string): ServerAddress {
  const url = URL.parse(databaseUrl)
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) throw refusal('RB-6001')
  try {
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
    return {
      url: databaseUrl,
      shown: `${host}:${url.port || DEFAULT_PORT}${decodeURIComponent(url.pathname)}`,
      password: decodeURIComponent(url.password) || (url.searchParams.get('password') ?? ''),
    }
  } catch {
    throw refusal('RB-6001')
  }
}

export function withoutPassword({ password }: ServerAddress, text: string): string {
  return password === '' ? text : text.replaceAll(password, '***')
}
