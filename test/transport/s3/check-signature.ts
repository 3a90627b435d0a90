import { createHmac, hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** An access key of the stand-in. */
export interface AccessKey {
  readonly keyId: string
  readonly secret: string
  readonly region: string
}

const SHAPE =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/
const SKEW_MS = 15 * 60_000

/**
 * Why a request is refused, by the code that S3 answers with; null when its signature is the right one. Written from the
 * documentation, and from the bytes that arrived: nothing of the code under test is used.
 */
export function refusalOf(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  key: AccessKey,
  now: number,
): string | null {
  const [, keyId, date, region, signedNames = '', signature] = SHAPE.exec(headers.authorization ?? '') ?? []
  if (signature === undefined) return 'AuthorizationHeaderMalformed'
  if (keyId !== key.keyId) return 'InvalidAccessKeyId'
  if (region !== key.region) return 'AuthorizationHeaderMalformed'
  const time = String(headers['x-amz-date'])
  const iso = time.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z')
  if (!time.startsWith(date!) || Number.isNaN(Date.parse(iso))) return 'AccessDenied'
  if (Math.abs(Date.parse(iso) - now) > SKEW_MS) return 'RequestTimeTooSkewed'
  const names = signedNames.split(';')
  const mustBeSigned = [
    'host',
    ...Object.keys(headers).filter((name) => /^x-amz-|^range$|^if-match$/.test(name)),
  ]
  if (mustBeSigned.some((name) => !names.includes(name))) return 'AccessDenied'
  const payload = String(headers['x-amz-content-sha256'])
  if (payload !== hash('sha256', body)) return 'XAmzContentSHA256Mismatch'
  const [path = '', query = ''] = url!.split('?')
  const canonical = `${method}\n${respelled(path)}\n${sortedQuery(query)}\n${names
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('')}\n${signedNames}\n${payload}`
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${date}/${region}/s3/aws4_request\n${hash('sha256', canonical)}`
  const mac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest()
  const signing = mac(mac(mac(mac(`AWS4${key.secret}`, date!), region!), 's3'), 'aws4_request')
  return mac(signing, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch'
}

/** As the service spells the path itself, whatever the client escaped. */
function respelled(path: string): string {
  return path
    .split('/')
    .map((part) => escaped(decodeURIComponent(part)))
    .join('/')
}

function sortedQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=')
    return [escaped(decodeURIComponent(name)), escaped(decodeURIComponent(value))] as const
  })
  return pairs
    .sort(([a, first], [b, second]) => (a < b || (a === b && first < second) ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      return /[A-Za-z0-9._~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
