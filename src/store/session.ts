import type { PoolClient, QueryResult } from 'pg'
import { RollbookError, refusal } from '../domain/finding.ts'
import { CopyIn } from './copy-in.ts'
import { StagingMemory } from './staging.ts'

export type Answer = Pick<QueryResult<Record<string, unknown>>, 'command' | 'rowCount' | 'rows'>

/**
 * A statement that runs too long is a mistake or a lock that nobody gives back: chunks take seconds. Long enough
 * for the largest set-based statements (a million rows: 10 s) on a slow server.
 */
const STATEMENT_TIMEOUT_MS = 10 * 60_000
/** No transaction stays open across a wait for anything but the database; one that does so holds up others. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000

/** Statements of a run and its surroundings: some two hundred texts. */
const MOST_PREPARED = 400

const SETTINGS = [
  // What `value-types.ts` reads must be spelled the same on every server.
  "set datestyle = 'ISO'",
  "set timezone = 'UTC'",
  // Compiling a chunk's statement takes 0.5 s, running it 0.03 s (PostgreSQL 15); PGlite has no compiler.
  'set jit = off',
  `set statement_timeout = ${STATEMENT_TIMEOUT_MS}`,
  `set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_TIMEOUT_MS}`,
].join('; ')

/** What PostgreSQL answers to every statement of a transaction in which an earlier one failed. */
const ABORTED = '25P02'

/**
 * One connection with what belongs to it: its settings and its temporary tables. Statements go out at once, in the
 * order in which they are called, and the server takes one after the other (libpq calls it pipelining): between two
 * statements it waits for nobody. So callers may start several at once, and do something else meanwhile.
 */
export class Session {
  readonly staging = new StagingMemory()
  readonly #client: PoolClient
  #lost: RollbookError | null = null
  /** Why the open transaction is aborted. */
  #cause: unknown = null
  readonly #prepared = new Map<string, string>()

  /** Throws the database's error, or RB-6005 when the connection is gone. */
  static async open(client: PoolClient): Promise<Session> {
    const session = new Session(client)
    await session.run(SETTINGS)
    return session
  }

  private constructor(client: PoolClient) {
    this.#client = client
    // Without a listener a connection that breaks while it is in use would end the process.
    client.on('error', (error) => {
      this.#lost ??= error instanceof RollbookError ? error : lost(error)
    })
  }

  // What keeps a statement from being sent is thrown at once, and not by the promise: a statement that never reached
  // the server must not be taken for one that may have.

  /** Several statements may stand in `sql`, with semicolons, when there are no parameters; the last one's answer comes back. */
  run(sql: string, parameters: readonly unknown[] = []): Promise<Answer> {
    this.#refuseIfLost()
    this.#gather()
    const named = parameters.length === 0 ? { text: sql } : this.#named(sql)
    return this.#client.query({ ...named, values: [...parameters] }).then(
      (answers: Answer | Answer[]) => (Array.isArray(answers) ? answers.at(-1)! : answers),
      (error: unknown) => {
        throw this.#explained(error)
      },
    )
  }

  /**
   * A statement that comes again is prepared once: a chunk's statements come hundreds of times, and to read and plan one
   * takes longer than to look up a few rows. Those that are many (lists of values of all lengths) are not kept.
   */
  #named(text: string): { text: string; name?: string } {
    let name = this.#prepared.get(text)
    if (name === undefined && this.#prepared.size < MOST_PREPARED) {
      name = `s${this.#prepared.size}`
      this.#prepared.set(text, name)
    }
    return name === undefined ? { text } : { text, name }
  }

  copyIn(sql: string, rows: string | Buffer): Promise<void> {
    this.#refuseIfLost()
    this.#gather()
    return this.#client.query(new CopyIn(sql, rows)).finished.catch((error: unknown) => {
      throw this.#explained(error)
    })
  }

  /** To be called between transactions: what aborted the last one says nothing about the next. */
  forgetFailure(): void {
    this.#cause = null
  }

  /** Gives the connection back to its pool, or ends it when it may be in an unknown state. */
  release(reusable: boolean): void {
    this.#client.release(!reusable || this.#lost !== null)
  }

  /** What is sent until the process would next wait goes out together: each packet takes 50 µs, and wakes the server. */
  #gather(): void {
    const { stream } = this.#client.connection
    if (stream.writableCorked > 0) return
    stream.cork()
    process.nextTick(() => stream.uncork())
  }

  #refuseIfLost(): void {
    if (this.#lost !== null) throw this.#lost
  }

  /** A statement that was sent behind one that failed fails for the same reason: that is the one worth telling. */
  #explained(error: unknown): unknown {
    if (this.#lost !== null) return this.#lost
    if ((error as { code?: string }).code === ABORTED) return this.#cause ?? error
    this.#cause ??= error
    return error
  }
}

function lost(error: Error): RollbookError {
  return refusal('RB-6005', { reason: error.message }, { cause: error })
}
