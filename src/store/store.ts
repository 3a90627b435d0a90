import type { Kysely, RawBuilder } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * The one database of Rollbook: PGlite in the data folder, or a PostgreSQL server. Both speak the same
 * statements; whoever holds a Store does not know which it is.
 */
export interface Store {
  readonly engine: 'pglite' | 'postgres'
  /**
   * One transaction on behalf of an organisation. Row-level security shows it nothing of any other, whatever
   * the statement says. No transaction stays open across an await on anything but the database.
   */
  asOrganisation<T>(organisationId: number, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction of the house itself, which sees every organisation: migrations, first set-up, doctor. */
  asHouse<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Streams the rows of one query on behalf of an organisation, in batches of at most `size`: all of one picture of the
   * database, in memory that does not grow with their number. Between two batches no transaction is open, so the caller
   * may do anything meanwhile, on PGlite too. A connection of a server is kept until the end or
   * until the reading is left, as `for await` does, and `close` waits for that.
   */
  read<R>(organisationId: number, query: RawBuilder<R>, size: number): AsyncGenerator<R[]>
  /**
   * Gives back the room of rows that were replaced and counts tables anew, where much changed since the last time. To be
   * called after a run: PGlite has nobody who does it by the way, as a server has.
   */
  tidy(): Promise<void>
  /** To be called before long work: what the engine would do in its midst, and at its cost, it does now. */
  warmUp(): Promise<void>
  close(): Promise<void>
}

/** An open transaction. It ends with the `work` that was given it: committed when that resolves, else rolled back. */
export interface Tx {
  readonly db: Kysely<Schema>
  /**
   * `COPY table (columns) FROM STDIN` in text format: one line a row, tabs between columns, `\N` for null.
   * `copyText` in `store/copy-text.ts` makes such text. The fastest way in for bulk rows on both engines.
   */
  copy(table: string, columns: readonly string[], text: string): Promise<void>
  /**
   * Sends a statement whose answer nobody needs, and does not wait for it: the database takes what is sent in order,
   * while the caller makes the next. When it fails, so does the transaction, for its reason.
   */
  send(statement: Sendable): void
  /** As `copy`, without waiting. */
  sendCopy(table: string, columns: readonly string[], text: string | Buffer): void
}

/** What `sql` of Kysely makes. */
export type Sendable = Pick<RawBuilder<unknown>, 'compile'>

export interface StoreOptions {
  /** Is told each statement that goes to the database, `BEGIN` and `COMMIT` included. Tests count with it. */
  readonly onStatement?: (sql: string) => void
}
