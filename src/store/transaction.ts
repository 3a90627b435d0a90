import type { Kysely } from 'kysely'
import { refusal } from '../domain/finding.ts'
import { boundKysely } from './bound-dialect.ts'
import type { Schema } from './schema.ts'
import type { Answer, Session } from './session.ts'
import { bindStaging } from './staging.ts'
import type { Sendable, Tx } from './store.ts'

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
  #failed: { readonly why: unknown } | null = null

  /**
   * Its answer is not waited for: should it fail, PostgreSQL refuses all that follows.
   *
   * @param settings statements that set who the transaction works for
   */
  static begin(session: Session, settings: string, onStatement: OnStatement): Transaction {
    const transaction = new Transaction(session, onStatement)
    session.forgetFailure()
    // One message, because each costs a way to the server and back, and this is part of every transaction.
    onStatement('begin')
    onStatement(settings)
    transaction.#noteFailure(session.run(`begin; ${settings}`))
    return transaction
  }

  private constructor(session: Session, onStatement: OnStatement) {
    this.#session = session
    this.#onStatement = onStatement
    this.db = boundKysely((sql, parameters) => this.#run(sql, parameters))
    bindStaging(this, session.staging)
  }

  async copy(table: string, columns: readonly string[], text: string): Promise<void> {
    await this.#copy(table, columns, text)
  }

  #copy(table: string, columns: readonly string[], text: string | Buffer): Promise<void> {
    const sql = `copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`
    this.#announce(sql)
    return this.#session.copyIn(sql, text)
  }

  send(statement: Sendable): void {
    const { sql, parameters } = statement.compile(this.db)
    this.#noteFailure(this.#run(sql, parameters))
  }

  sendCopy(table: string, columns: readonly string[], text: string | Buffer): void {
    this.#noteFailure(this.#copy(table, columns, text))
  }

  #noteFailure(sent: Promise<unknown>): void {
    sent.catch((why: unknown) => {
      this.#failed ??= { why }
    })
  }

  /**
   * Throws what a sent statement failed with; RB-6042 when another had failed before and the caller passed over that:
   * PostgreSQL then answers a commit with a rollback.
   */
  async commit(): Promise<void> {
    this.#throwFailure()
    const { command } = await this.#end('commit')
    this.#session.staging.settle(command === 'COMMIT')
    this.#throwFailure()
    if (command !== 'COMMIT') throw refusal('RB-6042')
  }

  #throwFailure(): void {
    if (this.#failed !== null) throw this.#failed.why
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
