import { sql } from 'kysely'
import type { Tx } from './store.ts'

/**
 * The commit waits for no disk. A later one that does makes it durable too, since the database writes them in their order;
 * a machine that fails before may lose it. So it is for what the next run takes back, or finds out, without it: the rows
 * of a file that is being written, and what confirms a file in its place.
 */
export function leaveToLater(tx: Tx): void {
  tx.send(sql`set local synchronous_commit = off`)
}
