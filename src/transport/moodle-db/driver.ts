import type { Cell } from './row.ts'
import type { Dialect, Written } from './sql.ts'

/** A connection with one read-only transaction, begun: every statement sees the database as it was then. */
export interface Driver {
  readonly dialect: Dialect
  rows(statement: Written): Promise<Record<string, Cell>[]>
  /** Ends the transaction and the connection. Never fails: there is nothing left to lose. */
  close(): Promise<void>
}
