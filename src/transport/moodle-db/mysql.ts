import mysql from 'mysql2/promise'
import { safeInteger } from '../../domain/values/safe-integer.ts'
import type { DbAddress } from './address.ts'
import type { Driver } from './driver.ts'
import { broken, unreachable } from './failure.ts'
import { type DbLimits, GRACE_MS } from './limits.ts'
import type { Cell } from './row.ts'
import type { Dialect, Value } from './sql.ts'

const DIALECT: Dialect = { quote: '`', placeholder: () => '?', listsAreValues: false }

/** Lists make statements of many lengths, and a server lets all its clients together prepare 16,382 of them. */
const MOST_PREPARED = 20

/** MySQL and MariaDB. Throws DbFailure RB-9082. */
export async function openMysql(address: DbAddress, limits: DbLimits): Promise<Driver> {
  const { host, port, user, password, database, tls } = address
  const verified = tls === 'verify-full'
  const connection = await mysql
    .createConnection({
      host,
      port,
      user,
      password,
      database,
      ...(tls !== 'disable' && { ssl: { rejectUnauthorized: verified, verifyIdentity: verified } }),
      connectTimeout: limits.connectMs,
      enableKeepAlive: true,
      maxPreparedStatements: MOST_PREPARED,
      charset: 'utf8mb4',
      // Numbers that JavaScript cannot hold arrive as text and are refused below.
      supportBigNumbers: true,
      // A server may ask for any file of this machine, which no statement here has a use for.
      flags: ['-LOCAL_FILES'],
    })
    .catch((error: unknown) => {
      throw unreachable(address, error)
    })
  // Of a connection that ends between two statements; the next one tells.
  connection.on('error', () => undefined)
  try {
    await connection.query('set session transaction isolation level repeatable read')
    await connection.query(`set session ${await timeLimit(connection, limits.statementMs)}`)
    await connection.query('start transaction with consistent snapshot, read only')
  } catch (error) {
    connection.destroy()
    throw unreachable(address, error)
  }
  return {
    dialect: DIALECT,
    async rows({ text, values }) {
      try {
        const given = (values as readonly Value[]).map(parameter)
        const [rows, fields] = await connection.execute<never>({
          sql: text,
          values: given,
          timeout: limits.statementMs + GRACE_MS,
        })
        const wide = fields.filter(({ type }) => type === LONGLONG).map(({ name }) => name)
        return withSafeNumbers(rows as Record<string, Cell>[], wide)
      } catch (error) {
        throw broken(address, error, limits.statementMs)
      }
    },
    close: () => connection.end().catch(() => connection.destroy()),
  }
}

const LONGLONG = 8

function withSafeNumbers(rows: Record<string, Cell>[], wide: readonly string[]): Record<string, Cell>[] {
  for (const row of rows) {
    for (const name of wide) {
      const cell = row[name]
      if (typeof cell === 'string') row[name] = safeInteger(cell)
    }
  }
  return rows
}

/** Without its type a number goes as a float, which compares without an index and is no row count for a limit. */
function parameter(value: Value) {
  return typeof value === 'number' ? mysql.TypedParameter.BIGINT(value) : value
}

/** MariaDB counts seconds, MySQL milliseconds. */
async function timeLimit(connection: mysql.Connection, statementMs: number): Promise<string> {
  const [rows] = await connection.query('select version() as version')
  const { version } = (rows as { version: string }[])[0]!
  return version.includes('MariaDB')
    ? `max_statement_time = ${statementMs / 1000}`
    : `max_execution_time = ${statementMs}`
}
