import { AsyncLocalStorage } from 'node:async_hooks'
import type { RawBuilder } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { refusal } from '../domain/finding.ts'
import { HeldCursor } from './held-cursor.ts'
import { Session } from './session.ts'
import type { Store, StoreOptions, Tx } from './store.ts'
import { TENANT_ROLE } from './tenant-role.ts'
import { Transaction } from './transaction.ts'

/** PostgreSQL's own measure for autovacuum: a fifth of the table, and not for small ones. Names come quoted. */
const MUCH_CHANGED = `
  select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
  where n_dead_tup > 10000 + 0.2 * n_live_tup or n_mod_since_analyze > 10000 + 0.2 * n_live_tup`

/** What differs between the engines. */
export interface Engine {
  readonly name: Store['engine']
  readonly pool: Pool
  /** The pool has no second one: whoever keeps it stops everybody. */
  readonly oneConnection: boolean
  /** Turns the failure to get a connection into a finding. */
  readonly explain: (error: unknown) => Error
  /** Whether the engine clears up by itself while it runs (autovacuum). */
  readonly tidiesItself: boolean
  /** What the engine does before long work, by statements; null: nothing. */
  readonly warmUp: ((run: (sql: string) => Promise<unknown>) => Promise<void>) | null
  /** After the last connection is closed. */
  readonly close: () => Promise<void>
}

/** Both engines' store: transactions over a pool of connections. */
export class SqlStore implements Store {
  readonly engine: Store['engine']
  readonly #engine: Engine
  readonly #onStatement: (sql: string) => void
  readonly #sessions = new WeakMap<PoolClient, Session>()
  readonly #running = new Set<Promise<unknown>>()
  /** The transaction in which the calling code runs, to refuse another inside it: on PGlite it would wait for ever. */
  readonly #enclosing = new AsyncLocalStorage<{ open: boolean }>()
  #actAsTenant = ''
  #warm = false
  #closed: Promise<void> | null = null

  constructor(engine: Engine, options: StoreOptions) {
    this.engine = engine.name
    this.#engine = engine
    this.#onStatement = options.onStatement ?? (() => undefined)
    // A connection that breaks while it idles is dropped by the pool, and that is all there is to do.
    engine.pool.on('error', () => undefined)
  }

  /** From now on `asOrganisation` gives up the connecting user's own rights for those of the tenant role. */
  useTenantRole(): void {
    this.#actAsTenant = `, set_config('role', '${TENANT_ROLE}', true)`
  }

  async asOrganisation<T>(organisationId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(this.#settingsOf(organisationId), work)
  }

  #settingsOf(organisationId: number): string {
    if (!Number.isSafeInteger(organisationId) || organisationId < 1) {
      throw refusal('RB-6044', { value: String(organisationId) })
    }
    return `select set_config('rollbook.organisation_id', '${organisationId}', true)${this.#actAsTenant}`
  }

  async asHouse<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(
      "select set_config('rollbook.organisation_id', '', true), set_config('rollbook.house', 'on', true)",
      work,
    )
  }

  async *read<R>(organisationId: number, query: RawBuilder<R>, size: number): AsyncGenerator<R[]> {
    const settings = this.#settingsOf(organisationId)
    const cursor = new HeldCursor(query, this.#onStatement)
    // The cursor lives on its connection. PGlite's is lent to others between the batches, and is the same each time.
    const kept = this.#engine.oneConnection ? null : await this.#alone(() => this.#session())
    const lent = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
      this.#alone(() => (kept === null ? this.#lent(work) : work(kept)))
    const fetch = () => {
      const rows = lent((session) => cursor.fetch(session, size))
      // It is awaited, unless the reading is left.
      rows.catch(() => undefined)
      return rows
    }
    let next: Promise<R[]> | null = null
    try {
      await lent((session) => cursor.open(session, settings))
      next = fetch()
      for (let rows = await next; rows.length > 0; rows = await next) {
        // The database spells the next batch while the caller works on this one.
        next = fetch()
        yield rows
      }
    } finally {
      await Promise.allSettled([next])
      const closed = await lent((session) => cursor.close(session)).then(
        () => true,
        () => false,
      )
      kept?.release(closed)
    }
  }

  async #lent<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#session()
    try {
      return await work(session)
    } finally {
      session.release(true)
    }
  }

  async warmUp(): Promise<void> {
    if (this.#engine.warmUp === null || this.#warm) return
    const session = await this.#session()
    try {
      await this.#engine.warmUp((sql) => session.run(sql))
      this.#warm = true
    } finally {
      session.release(true)
    }
  }

  async tidy(): Promise<void> {
    if (this.#engine.tidiesItself) return
    const session = await this.#session()
    try {
      // What the last transactions did is counted a second late, unless asked.
      await session.run('select pg_stat_force_next_flush()')
      const { rows } = await session.run(MUCH_CHANGED)
      for (const { name } of rows) await session.run(`vacuum (analyze) ${String(name)}`)
    } finally {
      session.release(true)
    }
  }

  /** Waits for the transactions that are under way. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await this.#engine.pool.end()
    await this.#engine.close()
  }

  async #transaction<T>(settings: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const state = { open: true }
    try {
      return await this.#alone(() => this.#enclosing.run(state, () => this.#run(settings, work)))
    } finally {
      state.open = false
    }
  }

  /** Refused in a transaction, and once the store is closed; `close` waits for it. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== null) throw refusal('RB-6040')
    if (this.#enclosing.getStore()?.open) throw refusal('RB-6043')
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #run<T>(settings: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const session = await this.#session()
    let reusable = false
    try {
      const transaction = Transaction.begin(session, settings, this.#onStatement)
      try {
        const result = await work(transaction)
        await transaction.commit()
        reusable = true
        return result
      } catch (error) {
        reusable = await transaction.rollback().then(
          () => true,
          () => false,
        )
        throw error
      }
    } finally {
      session.release(reusable)
    }
  }

  async #session(): Promise<Session> {
    let client: PoolClient
    try {
      client = await this.#engine.pool.connect()
    } catch (error) {
      throw this.#engine.explain(error)
    }
    const known = this.#sessions.get(client)
    if (known !== undefined) return known
    try {
      const session = await Session.open(client)
      this.#sessions.set(client, session)
      return session
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
