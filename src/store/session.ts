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

/**
 * One connection with what belongs to it: its settings and its temporary tables. Statements wait for each other,
 * so that callers may start several at once.
 */
export class Session {
  readonly staging = new StagingMemory()
  readonly #client: PoolClient
  #last: Promise<unknown> = Promise.resolve()
  #lost: RollbookError | null = null
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

  /** Several statements may stand in `sql`, with semicolons, when there are no parameters; the last one's answer comes back. */
  run(sql: string, parameters: readonly unknown[] = []): Promise<Answer> {
    return this.#inTurn(async () => {
      const named = parameters.length === 0 ? { text: sql } : this.#named(sql)
      const answers = (await this.#client.query({ ...named, values: [...parameters] })) as Answer | Answer[]
      return Array.isArray(answers) ? answers.at(-1)! : answers
    })
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

  copyIn(sql: string, rows: string): Promise<void> {
    return this.#inTurn(() => this.#client.query(new CopyIn(sql, rows)).finished)
  }

  /** Gives the connection back to its pool, or ends it when it may be in an unknown state. */
  release(reusable: boolean): void {
    this.#client.release(!reusable || this.#lost !== null)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      if (this.#lost !== null) throw this.#lost
      try {
        return await work()
      } catch (error) {
        throw this.#lost ?? error
      }
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}

function lost(error: Error): RollbookError {
  return refusal('RB-6005', { reason: error.message }, { cause: error })
}
