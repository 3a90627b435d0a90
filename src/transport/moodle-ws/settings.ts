import { refusal } from '../../domain/finding.ts'

/** How a Moodle site is reached. The token goes into the body of calls and nowhere else. */
export interface WsSettings {
  /** The site's own address, its folder included: `https://moodle.example.org`. */
  readonly url: string
  readonly token: string
  /** Lets the token go in clear to another machine. */
  readonly allowHttp?: boolean
}

export interface WsLimits {
  /** Calls under way at the same time. */
  readonly calls: number
  /** Least time between the beginnings of two calls. */
  readonly pauseMs: number
  /** From the beginning of a call to the last byte of its answer. */
  readonly callMs: number
  readonly answerBytes: number
  /** Fields of one call, Rollbook's own included. */
  readonly variables: number
  /** Of one call's body. */
  readonly bodyBytes: number
}

/**
 * Twice as many calls as the server has cores gain nothing; two cores are the least to expect. PHP reads 1,000 fields
 * unless it is told more. nginx takes bodies of 1 MB unless it is told more. Proxies give up after 30 to 60 seconds;
 * where none does, Moodle itself works for minutes.
 */
export const WS_LIMITS: WsLimits = {
  calls: 3,
  pauseMs: 0,
  callMs: 100_000,
  answerBytes: 67_108_864,
  variables: 900,
  bodyBytes: 900_000,
}

const ENDPOINT = 'webservice/rest/server.php'
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The address that calls go to.
 *
 * @throws RollbookError RB-9001 (the address; not quoted when it holds a password), RB-9002 (a token in clear to another
 *   machine), RB-9003 (the token; never quoted)
 */
export function endpoint({ url: text, token, allowHttp = false }: WsSettings): URL {
  const url = URL.parse(text)
  if (!url) throw unusable('it is no URL')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw unusable('it is neither https nor http')
  if (url.username !== '' || url.password !== '') throw unusable('it holds a user or a password')
  if (url.search !== '' || url.hash !== '') throw unusable('it goes on after the path')
  if (url.pathname.endsWith('.php')) throw unusable('it names a page, not the site')
  if (url.protocol === 'http:' && !allowHttp && !LOOPBACK.test(url.hostname)) {
    throw refusal('RB-9002', { field: 'url', host: url.host })
  }
  if (!/^[A-Za-z0-9]{1,128}$/.test(token)) throw refusal('RB-9003', { field: 'token' })
  return new URL(ENDPOINT, url.href.endsWith('/') ? url : `${url.href}/`)
}

function unusable(reason: string): Error {
  return refusal('RB-9001', { field: 'url', reason })
}
