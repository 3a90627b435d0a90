import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Tx } from './store.ts'

const NAME = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * Makes sure that the temporary table `name` is there, empty at the start of the transaction. Rows vanish with the
 * transaction, the table stays with the connection: the statements are sent once per connection, not once per chunk.
 *
 * Whoever makes it owns it; everybody may use it, because the next transaction on this connection may be that of the
 * house or of an organisation. No other connection sees it. Not to be called after a savepoint, which could take
 * the table back without our knowing.
 *
 * @param columnsSql as between the brackets of `create table`; our own text, never from outside
 * Throws RB-6047 when the name was used with other columns, RB-6048 for a name that needs quoting.
 */
export function ensureStaging(tx: Tx, name: string, columnsSql: string): void {
  if (!NAME.test(name)) throw refusal('RB-6048', { value: name })
  const memory = memories.get(tx)
  if (memory?.has(name, columnsSql)) return
  tx.send(sql.raw(`create temp table if not exists ${name} (${columnsSql}) on commit delete rows`))
  tx.send(sql.raw(`grant all on pg_temp.${name} to public`))
  memory?.add(name, columnsSql)
}

const memories = new WeakMap<Tx, StagingMemory>()

/** Tells `ensureStaging` which connection a transaction uses. */
export function bindStaging(tx: Tx, memory: StagingMemory): void {
  memories.set(tx, memory)
}

/** The staging tables that a connection has, with their columns. */
export class StagingMemory {
  readonly #kept = new Map<string, string>()
  /** Made in the open transaction: a rollback takes them away again. */
  readonly #new = new Map<string, string>()

  has(name: string, columnsSql: string): boolean {
    const known = this.#kept.get(name) ?? this.#new.get(name)
    if (known !== undefined && known !== columnsSql) throw refusal('RB-6047', { value: name })
    return known !== undefined
  }

  add(name: string, columnsSql: string): void {
    this.#new.set(name, columnsSql)
  }

  settle(committed: boolean): void {
    if (committed) for (const [name, columnsSql] of this.#new) this.#kept.set(name, columnsSql)
    this.#new.clear()
  }
}
