import { type Finding, finding, RollbookError } from '../../domain/finding.ts'
import type { DbAddress } from './address.ts'

/**
 * Why a statement brought nothing.
 *
 * | kind | what happened | what helps |
 * | --- | --- | --- |
 * | `unreachable` | nobody answered, or did not let the account in | a person |
 * | `lost` | the connection ended, or a replica had to move on | the same again |
 * | `tooSlow` | the statement's time was up | a quieter hour, an index, a replica |
 * | `refused` | the server refused the statement | a person |
 */
export type DbFailureKind = 'unreachable' | 'lost' | 'tooSlow' | 'refused'

/** Holds neither password nor values. */
export class DbFailure extends RollbookError {
  readonly kind: DbFailureKind

  constructor(kind: DbFailureKind, finding: Finding) {
    super(finding)
    this.name = 'DbFailure'
    this.kind = kind
  }
}

/**
 * How servers and systems number and name what matters here; the rest is `refused`. MySQL and MariaDB share numbers, and mean
 * different things by some, so those of the two that the driver would name wrongly are numbers.
 */
const LOST = new Set<string | number>([
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'PROTOCOL_CONNECTION_LOST'],
  // PostgreSQL shutting down, crashed, starting, and a replica that had to throw the picture away.
  ...['57P01', '57P02', '57P03', '40001'],
  // Shutting down (both), killed (MariaDB), idle for too long (MySQL).
  ...[1053, 1927, 4031],
])
const LOST_TEXT =
  /^Connection terminated|Client has encountered a connection error|connection is in closed state/
const TOO_SLOW = new Set<string | number>(['57014', 'PROTOCOL_SEQUENCE_TIMEOUT', 1969, 3024])
const TOO_SLOW_TEXT = 'Query read timeout'

export function unreachable(address: DbAddress, error: unknown): DbFailure {
  return new DbFailure(
    'unreachable',
    finding('RB-9082', { host: address.shown, reason: reasonOf(address, error) }),
  )
}

export function broken(address: DbAddress, error: unknown, statementMs: number): RollbookError {
  // Of a value that cannot be read.
  if (error instanceof RollbookError) return error
  const { code, errno, message } = partsOf(error)
  const host = address.shown
  if (TOO_SLOW.has(code) || TOO_SLOW.has(errno) || message === TOO_SLOW_TEXT) {
    return new DbFailure('tooSlow', finding('RB-9084', { host, seconds: Math.round(statementMs / 1000) }))
  }
  const reason = reasonOf(address, error)
  if (LOST.has(code) || LOST.has(errno) || LOST_TEXT.test(message))
    return new DbFailure('lost', finding('RB-9083', { host, reason }))
  return new DbFailure('refused', finding('RB-9093', { host, reason }))
}

/** What the server said, on one line. A server may quote what it was sent, so the password is taken out. */
function reasonOf({ password }: DbAddress, error: unknown): string {
  const { code, message } = partsOf(error)
  const text = message === '' ? code : message
  return (password === '' ? text : text.replaceAll(password, '…')).replace(/\s+/g, ' ').trim()
}

function partsOf(error: unknown): { code: string; errno: number; message: string } {
  // A host with several addresses fails with the errors of all of them.
  const { errors } = error as { errors?: readonly unknown[] }
  const parts = (errors?.[0] ?? error) as { code?: string; errno?: number; message?: string }
  return { code: parts.code ?? '', errno: parts.errno ?? 0, message: parts.message ?? '' }
}
