import pg from 'pg'
import { safeInteger } from '../../domain/values/safe-integer.ts'
import type { DbAddress } from './address.ts'
import type { Driver } from './driver.ts'
import { broken, unreachable } from './failure.ts'
import { type DbLimits, GRACE_MS } from './limits.ts'
import type { Cell } from './row.ts'
import type { Dialect } from './sql.ts'

const DIALECT: Dialect = { quote: '"', placeholder: (position) => `$${position}`, listsAreValues: true }

const OID = { bool: 16, int8: 20, int2: 21, int4: 23, oid: 26, float4: 700, float8: 701 } as const

const PARSERS = new Map<number, (text: string) => Cell>([
  [OID.bool, (text) => (text === 't' ? 1 : 0)],
  [OID.int8, safeInteger],
  [OID.int2, Number],
  [OID.int4, Number],
  [OID.oid, Number],
  [OID.float4, Number],
  [OID.float8, Number],
])

const asText = (text: string) => text

/** Throws DbFailure RB-9082. */
export async function openPostgres(address: DbAddress, limits: DbLimits): Promise<Driver> {
  const { host, port, user, password, database, tls } = address
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database,
    ssl: tls === 'disable' ? false : { rejectUnauthorized: tls === 'verify-full' },
    connectionTimeoutMillis: limits.connectMs,
    query_timeout: limits.statementMs + GRACE_MS,
    keepAlive: true,
    application_name: 'rollbook',
    types: { getTypeParser: (oid: number) => PARSERS.get(oid) ?? asText } as unknown as pg.CustomTypesConfig,
  })
  // Of a connection that ends between two statements; the next one tells.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('begin transaction isolation level repeatable read, read only')
    await client.query(`set local statement_timeout = ${limits.statementMs}`)
  } catch (error) {
    await client.end().catch(() => undefined)
    throw unreachable(address, error)
  }
  return {
    dialect: DIALECT,
    async rows({ text, values }) {
      try {
        return (await client.query<Record<string, Cell>>(text, values as unknown[])).rows
      } catch (error) {
        throw broken(address, error, limits.statementMs)
      }
    },
    close: () => client.end().catch(() => undefined),
  }
}
