import type { ErrorCode } from '../../domain/errors/catalogue.ts'
import { finding } from '../../domain/finding.ts'
import { type CallNamed, exceptionFailure, isException } from './exceptions.ts'
import { type FailureParts, WsFailure } from './failure.ts'
import { said } from './secrets.ts'

/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | null
  /** Where a redirect points to. */
  readonly location: string | null
}

/**
 * The result of a call, as JSON. Almost every failure comes with status 200, so the body decides wherever it is JSON.
 *
 * @throws WsFailure
 */
export function resultOf(answer: HttpAnswer, call: CallNamed): unknown {
  const { status, body } = answer
  if (status >= 300) {
    const json = jsonOf(body)
    throw isException(json) ? exceptionFailure(json, call) : statusFailure(answer, call)
  }
  const json = jsonOf(body)
  if (json === undefined) {
    // A whole answer of another kind is written after the work: PHP's warnings before the JSON, half of a result.
    throw failure('RB-9014', { kind: 'uncertain', ended: true }, answer, call)
  }
  if (isException(json)) throw exceptionFailure(json, call)
  return json
}

function statusFailure(answer: HttpAnswer, call: CallNamed): WsFailure {
  const { status, retryAfter, body } = answer
  if (status < 400) return failure('RB-9016', { kind: 'configuration' }, answer, call)
  if (status === 403 && body === '') return failure('RB-9017', { kind: 'configuration' }, answer, call)
  if (status === 413) return failure('RB-9020', { kind: 'refused', tooLarge: true }, answer, call)
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    return failure('RB-9015', { kind: 'retryable', retryAfterMs: waitAsked(retryAfter) }, answer, call)
  }
  // PHP's own fatal error ends the work; with the others the work may go on behind a front that gave up.
  if (status >= 500 || status === 408) {
    return failure('RB-9014', { kind: 'uncertain', ended: status === 500 }, answer, call)
  }
  return failure('RB-9018', { kind: 'configuration' }, answer, call)
}

function failure(code: ErrorCode, parts: FailureParts, answer: HttpAnswer, call: CallNamed): WsFailure {
  const reason = `status ${answer.status}${shown(answer)}`
  return new WsFailure(
    finding(code, {
      host: call.host,
      function: call.function,
      status: answer.status,
      location: said(originOf(answer.location), call.secrets),
      reason: said(reason, call.secrets),
    }),
    parts,
  )
}

/** The title of a page says what it is; the rest may quote what was sent. */
function shown({ body }: HttpAnswer): string {
  const title = /<title[^>]*>([^<]*)</i.exec(body)?.[1]?.trim() ?? ''
  return title === '' ? '' : `, page "${title}"`
}

/** Without path and query, which are nobody's business in a message. */
function originOf(location: string | null): string {
  return URL.parse(location ?? '')?.origin ?? 'another address'
}

/** Seconds or a date (RFC 9110, 10.2.3); a date costs a clock and is rare, so it counts as absent. */
function waitAsked(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined
}

/** Undefined where the text is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
