import type { ErrorCode } from '../../domain/errors/catalogue.ts'
import { finding } from '../../domain/finding.ts'
import { type FailureParts, WsFailure } from './failure.ts'
import { said } from './secrets.ts'

/** Which call, for messages; `secrets` never show in them. */
export interface CallNamed {
  readonly host: string
  readonly function: string
  readonly secrets: readonly string[]
}

/** Moodle's error object. `errorcode` is absent where PHP itself failed; `debuginfo` comes only with debugging on. */
export interface MoodleException {
  readonly exception: string
  readonly errorcode?: unknown
  readonly message?: unknown
  readonly debuginfo?: unknown
}

interface Meaning extends FailureParts {
  readonly code: ErrorCode
}

const ACCOUNT: Meaning = { kind: 'configuration', code: 'RB-9023' }
const BUSY: Meaning = { kind: 'retryable', code: 'RB-9015' }
const NOT_PERMITTED: Meaning = { kind: 'refused', code: 'RB-9024' }

/** By `errorcode`; the class in `exception` differs between releases. Others are refusals of the data. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  invalidtoken: { kind: 'configuration', code: 'RB-9021' },
  accessexception: { kind: 'configuration', code: 'RB-9022' },
  servicenotavailable: { kind: 'configuration', code: 'RB-9022' },
  wsaccessusersuspended: ACCOUNT,
  wsaccessuserdeleted: ACCOUNT,
  wsaccessuserunconfirmed: ACCOUNT,
  wsaccessuserexpired: ACCOUNT,
  wsaccessusernologin: ACCOUNT,
  sitemaintenance: BUSY,
  upgraderunning: BUSY,
  // Before anything was stored, or rolled back with the rest of the call.
  dbconnectionfailed: BUSY,
  dmlreadexception: BUSY,
  nopermissions: NOT_PERMITTED,
  requireloginerror: NOT_PERMITTED,
  restrictedcontextexception: NOT_PERMITTED,
  // From 4.5 on enrolling sends a message: after the commit, and in the same call.
  'Message was not sent.': { kind: 'uncertain', code: 'RB-9014', ended: true, stored: true },
  // The result did not fit its own description: what was asked for may well have been done.
  invalidresponse: { kind: 'uncertain', code: 'RB-9014', ended: true },
}

const OTHER: Meaning = { kind: 'refused', code: 'RB-9025' }
const UNKNOWN_FUNCTION: Meaning = { kind: 'configuration', code: 'RB-9026' }

export function isException(json: unknown): json is MoodleException {
  return typeof json === 'object' && json !== null && typeof (json as MoodleException).exception === 'string'
}

export function exceptionFailure(exception: MoodleException, call: CallNamed): WsFailure {
  const { code, ...parts } = meaningOf(exception)
  const reason = reasonOf(exception, (text) => withoutMarkup(said(String(text ?? ''), call.secrets)))
  return new WsFailure(
    finding(code, { host: call.host, function: call.function, answer: reason, reason }),
    parts,
  )
}

/** `invalidrecord` stands for any missing row; only the table tells that it is the function's. */
function meaningOf({ errorcode, message }: MoodleException): Meaning {
  const known = typeof errorcode === 'string' && Object.hasOwn(MEANINGS, errorcode) && MEANINGS[errorcode]
  if (known) return { ...known, errorcode }
  // A broken policy of passwords comes as a code that is a text.
  if (typeof errorcode !== 'string' || !/^\w+$/.test(errorcode)) return OTHER
  if (errorcode === 'invalidrecord' && String(message).includes('external_functions')) return UNKNOWN_FUNCTION
  return { ...OTHER, errorcode }
}

/**
 * The message and, where debugging is on, its reason. After its first line the debugging text quotes SQL with every
 * value of the row, so no more of it is used.
 */
function reasonOf(
  { exception, errorcode, message, debuginfo }: MoodleException,
  clean: (text: unknown) => string,
): string {
  const said = clean(message).replace(/^error\//, '') || clean(errorcode) || clean(exception)
  const reason = typeof debuginfo === 'string' ? clean(debuginfo.split('\n')[0]) : ''
  return reason === '' || said.includes(reason) ? said : `${said}: ${reason}`
}

function withoutMarkup(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
}
