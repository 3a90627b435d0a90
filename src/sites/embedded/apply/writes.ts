import { sql } from 'kysely'
import { ensureStaging } from '../../../store/staging.ts'
import type { Sendable, Tx } from '../../../store/store.ts'

/**
 * What is to be written, in order, made ready before there is a transaction to write it in: so that the next chunk's can
 * be made while the database writes this one's.
 */
export class Writes {
  readonly #steps: ((tx: Tx) => void)[] = []

  send(statement: Sendable): void {
    this.#steps.push((tx) => tx.send(statement))
  }

  /** Fills a staging table, whose columns `columnsSql` tells as between the brackets of `create table`. */
  fill(name: string, columnsSql: string, columns: readonly string[], text: string | Buffer): void {
    this.#steps.push((tx) => {
      ensureStaging(tx, name, columnsSql)
      // Rows of an earlier fill vanish by themselves only with the transaction.
      if (filledIn(tx).has(name)) tx.send(sql`delete from ${sql.table(name)}`)
      filledIn(tx).add(name)
      tx.sendCopy(name, columns, text)
    })
  }

  sendTo(tx: Tx): void {
    for (const step of this.#steps) step(tx)
  }
}

const fills = new WeakMap<Tx, Set<string>>()

function filledIn(tx: Tx): Set<string> {
  const names = fills.get(tx) ?? new Set<string>()
  fills.set(tx, names)
  return names
}
