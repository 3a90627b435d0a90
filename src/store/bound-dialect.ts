import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Schema } from './schema.ts'
import type { Answer } from './session.ts'

export type Run = (sql: string, parameters: readonly unknown[]) => Promise<Answer>

/** A Kysely whose statements all go through `run`, that is, over the one connection of a transaction. */
export function boundKysely(run: Run): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new BoundDialect(run) })
}

class BoundDialect implements Dialect {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  createAdapter() {
    return new PostgresAdapter()
  }
  createDriver() {
    return new BoundDriver(this.#run)
  }
  createIntrospector(db: Kysely<unknown>) {
    return new PostgresIntrospector(db)
  }
  createQueryCompiler() {
    return new PostgresQueryCompiler()
  }
}

/** Connections and transactions are the store's, so there is nothing to take, begin or give back. */
class BoundDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(run: Run) {
    this.#connection = new BoundConnection(run)
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    throw refusal('RB-6043')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** The commands whose count of rows says how many were changed. */
const CHANGING = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

class BoundConnection implements DatabaseConnection {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#run(query.sql, query.parameters)
    return {
      rows: rows as R[],
      ...(CHANGING.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }),
    }
  }

  // biome-ignore lint/correctness/useYield: refused before the first row
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw refusal('RB-6049')
  }
}
