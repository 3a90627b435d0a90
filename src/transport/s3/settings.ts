import type { Credentials } from './signature.ts'

/** How a bucket is reached. */
export interface S3Settings extends Credentials {
  /** `https://s3.eu-west-2.amazonaws.com`. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** All keys begin with it and a `/`; '' for none. */
  readonly prefix: string
  /** Where the bucket stands in addresses: in the path, or before the name of the host. */
  readonly addressing: 'path' | 'host'
}

export interface S3Limits {
  /** Silence of the server after which a request is given up. */
  readonly silenceMs: number
  /** Times that a request is sent in all. */
  readonly attempts: number
  /** The first wait between two of them; each further one is twice as long. */
  readonly firstWaitMs: number
  /** Bytes of a part of a large file. All parts but the last have at least 5 MiB; there are at most 10,000. */
  readonly partBytes: number
  /** Bytes of a file that is copied in one go; a larger one is copied in parts of so many. 5 GiB are the most. */
  readonly copyBytes: number
  /** Connections that are open at the same time. */
  readonly connections: number
  /** Bytes of an answer that is not a file: a page of a list has at most 1,000 keys of at most 1,024 bytes. */
  readonly answerBytes: number
}

export const S3_LIMITS: S3Limits = {
  silenceMs: 60_000,
  attempts: 4,
  firstWaitMs: 250,
  partBytes: 8 << 20,
  copyBytes: 1 << 30,
  connections: 4,
  answerBytes: 16 << 20,
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether files may go there: over https, or to this machine; without user, path or anything behind it. */
export function isEndpoint(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
}
