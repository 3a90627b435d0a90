import { sql } from 'kysely'
import type { Tx } from './store.ts'

/**
 * The commit waits for no disk. A later one that does makes it durable too, since the database writes them in their order;
 * a machine that fails before may lose it. So it is for what goes on rightly without it: a chunk with its cursor, the rows of
 * a file that is being written, and what confirms a file in its place.
 */
export function leaveToLater(tx: Tx): void {
  tx.send(sql`set local synchronous_commit = off`)
}
