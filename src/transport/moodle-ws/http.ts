import { finding } from '../../domain/finding.ts'
import type { HttpAnswer } from './answer.ts'
import type { CallNamed } from './exceptions.ts'
import { WsFailure } from './failure.ts'
import { said } from './secrets.ts'
import type { WsLimits } from './settings.ts'

/** Errors of finding and reaching the host: nothing has been sent. */
const NOT_REACHED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])
const ABOUT_TLS = /CERT|^ERR_(?:SSL|TLS)_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|^EPROTO$/

/**
 * Posts a form. Redirects are not followed: a token is for one host, and a redirected POST arrives empty.
 *
 * @throws WsFailure RB-9010 (not reached), RB-9011 (no trusted connection), RB-9012 (no answer in time),
 *   RB-9013 (the connection broke), RB-9019 (an answer without end)
 */
export async function post(
  address: URL,
  body: string,
  call: CallNamed,
  limits: Pick<WsLimits, 'callMs' | 'answerBytes'>,
): Promise<HttpAnswer> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.callMs),
    })
    return {
      status: response.status,
      body: await textOf(response, call, limits.answerBytes),
      retryAfter: response.headers.get('retry-after'),
      location: response.headers.get('location'),
    }
  } catch (error) {
    throw error instanceof WsFailure ? error : broken(error, call, limits.callMs)
  }
}

async function textOf(response: Response, call: CallNamed, limit: number): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > limit) {
      // The server had finished: it was answering. Leaving the loop closes the connection.
      throw new WsFailure(finding('RB-9019', { host: call.host, function: call.function, limit }), {
        kind: 'uncertain',
        ended: true,
        tooLarge: true,
      })
    }
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

/** The error of the system is behind the one of `fetch`; neither is kept, as they may quote what was sent. */
function broken(error: unknown, call: CallNamed, callMs: number): WsFailure {
  const { name, code, message } = causeOf(error)
  const parts = { host: call.host, function: call.function, seconds: Math.round(callMs / 1000) }
  if (name === 'TimeoutError') return new WsFailure(finding('RB-9012', parts), { kind: 'uncertain' })
  const reason = said(code === '' ? message : `${message} (${code})`, call.secrets)
  if (NOT_REACHED.has(code)) {
    return new WsFailure(finding('RB-9010', { ...parts, reason }), { kind: 'retryable' })
  }
  if (ABOUT_TLS.test(code)) {
    return new WsFailure(finding('RB-9011', { ...parts, reason }), { kind: 'configuration' })
  }
  return new WsFailure(finding('RB-9013', { ...parts, reason }), { kind: 'uncertain' })
}

function causeOf(error: unknown): { name: string; code: string; message: string } {
  const { name = '', cause } = error as { name?: string; cause?: unknown }
  // A host with several addresses fails with the errors of all of them.
  const { errors } = (cause ?? {}) as { errors?: readonly unknown[] }
  const { code = '', message = '' } = (errors?.[0] ?? cause ?? error) as { code?: string; message?: string }
  return { name, code, message }
}
