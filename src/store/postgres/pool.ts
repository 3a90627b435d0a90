import pg from 'pg'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { VALUE_TYPES } from '../value-types.ts'
import { type ServerAddress, withoutPassword } from './address.ts'

/**
 * How long to wait for a connection: to be made, or to come free when all are in use. A chunk takes seconds, so who
 * waits longer waits for something that is stuck.
 */
const CONNECT_TIMEOUT_MS = 15_000
/** Of one process. PostgreSQL lets in 100 altogether as it comes, and several workers may share it. */
const MAX_CONNECTIONS = 10
const IDLE_TIMEOUT_MS = 30_000

export function openPostgresPool({ url }: ServerAddress): pg.Pool {
  return new pg.Pool({
    connectionString: url,
    fallback_application_name: 'rollbook',
    types: VALUE_TYPES,
    pipeline: true,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    // Firewalls forget silent connections; a feed may be silent for hours.
    keepAlive: true,
  })
}

/** RB-6002 for whatever kept a connection from being made, without the password. */
export function explainConnecting(address: ServerAddress, error: unknown): RollbookError {
  if (error instanceof RollbookError) return error
  const { message = '', code = '' } = error as { message?: string; code?: string }
  // An error for several addresses of one name has a code and no message.
  const reason = withoutPassword(address, message === '' ? code : message)
  return refusal('RB-6002', { address: address.shown, reason })
}
