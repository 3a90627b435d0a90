import { createHmac, hash } from 'node:crypto'

export interface Credentials {
  readonly keyId: string
  readonly secret: string
}

/** A request before it is signed. `path` and `query` are encoded as they are sent. */
export interface Unsigned {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly query: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body, 64 hex digits. */
  readonly payloadHash: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'

/**
 * The headers of a request with signature version 4 of AWS, those given included. All of them are signed, and so is the
 * body.
 *
 * @param at milliseconds since 1970 UTC; servers take a quarter of an hour of difference
 */
export function signedHeaders(
  { method, host, path, query, headers, payloadHash }: Unsigned,
  { keyId, secret }: Credentials,
  region: string,
  at: number,
): Record<string, string> {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const date = time.slice(0, 8)
  const all: Record<string, string> = {
    ...headers,
    host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': time,
  }
  const names = Object.keys(all).sort()
  const lines = names.map((name) => `${name}:${all[name]!.trim().replace(/ +/g, ' ')}`)
  const canonical = [method, path, query, ...lines, '', names.join(';'), payloadHash].join('\n')
  const scope = [date, region, 's3', 'aws4_request']
  const toSign = [ALGORITHM, time, scope.join('/'), hash('sha256', canonical)].join('\n')
  const key = scope.reduce<string | Buffer>((above, part) => hmac(above, part), `AWS4${secret}`)
  const signature = hmac(key, toSign).toString('hex')
  const authorization = `${ALGORITHM} Credential=${keyId}/${scope.join('/')},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { ...all, authorization }
}

/** Parameters of a query in the order and spelling that are signed. */
export function queryText(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
}

/** All but letters, digits and `-._~`, as RFC 3986 has it: `encodeURIComponent` leaves more than that. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
