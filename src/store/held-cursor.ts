import { type RawBuilder, sql } from 'kysely'
import type { Session } from './session.ts'
import { Transaction } from './transaction.ts'

let made = 0
/** Names come round again, because a statement is prepared once for each text; far more than are open at a time. */
const NAMES = 50

/**
 * The answer to one query, put aside by the server (`WITH HOLD`) when the transaction that asked ends: what is fetched
 * later is still as it was then. It belongs to its connection and ends with `close`.
 */
export class HeldCursor<R> {
  readonly #name = `held_${made++ % NAMES}`
  readonly #query: RawBuilder<R>
  readonly #onStatement: (sql: string) => void
  #open = false

  constructor(query: RawBuilder<R>, onStatement: (sql: string) => void) {
    this.#query = query
    this.#onStatement = onStatement
  }

  /** @param settings statements that set who asks */
  async open(session: Session, settings: string): Promise<void> {
    const transaction = await Transaction.begin(session, settings, this.#onStatement)
    try {
      await sql`declare ${sql.id(this.#name)} no scroll cursor with hold for ${this.#query}`.execute(
        transaction.db,
      )
      await transaction.commit()
      this.#open = true
    } catch (error) {
      await transaction.rollback().catch(() => undefined)
      throw error
    }
  }

  async fetch(session: Session, size: number): Promise<R[]> {
    const { rows } = await this.#run(session, `fetch forward ${size} from ${this.#name}`)
    return rows as R[]
  }

  async close(session: Session): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await this.#run(session, `close ${this.#name}`)
  }

  #run(session: Session, text: string) {
    this.#onStatement(text)
    return session.run(text)
  }
}
