import type { Kysely } from 'kysely'
import { refusal } from '../domain/finding.ts'
import { boundKysely } from './bound-dialect.ts'
import type { Schema } from './schema.ts'
import type { Answer, Session } from './session.ts'
import { bindStaging } from './staging.ts'
import type { Tx } from './store.ts'

type OnStatement = (sql: string) => void

/**
 * A transaction over one connection. After its end every further statement is refused (RB-6041): the connection
 * may by then be in the transaction of another organisation.
 */
export class Transaction implements Tx {
  readonly db: Kysely<Schema>
  readonly #session: Session
  readonly #onStatement: OnStatement
  #open = true

  /**
   * @param settings statements that set who the transaction works for
   */
  static async begin(session: Session, settings: string, onStatement: OnStatement): Promise<Transaction> {
    const transaction = new Transaction(session, onStatement)
    // One message, because each costs a way to the server and back, and this is part of every transaction.
    onStatement('begin')
    onStatement(settings)
    await session.run(`begin; ${settings}`)
    return transaction
  }

  private constructor(session: Session, onStatement: OnStatement) {
    this.#session = session
    this.#onStatement = onStatement
    this.db = boundKysely((sql, parameters) => this.#run(sql, parameters))
    bindStaging(this, session.staging)
  }

  async copy(table: string, columns: readonly string[], text: string): Promise<void> {
    const sql = `copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`
    this.#announce(sql)
    await this.#session.copyIn(sql, text)
  }

  /** Throws RB-6042 when a statement had failed before: PostgreSQL then answers a commit with a rollback. */
  async commit(): Promise<void> {
    const { command } = await this.#end('commit')
    this.#session.staging.settle(command === 'COMMIT')
    if (command !== 'COMMIT') throw refusal('RB-6042')
  }

  async rollback(): Promise<void> {
    await this.#end('rollback')
    this.#session.staging.settle(false)
  }

  #end(sql: 'commit' | 'rollback'): Promise<Answer> {
    this.#open = false
    this.#onStatement(sql)
    return this.#session.run(sql)
  }

  #run(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    this.#announce(sql)
    return this.#session.run(sql, parameters)
  }

  #announce(sql: string): void {
    if (!this.#open) throw refusal('RB-6041')
    this.#onStatement(sql)
  }
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
