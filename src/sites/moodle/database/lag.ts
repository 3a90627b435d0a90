import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { sql } from '../../../transport/moodle-db/sql.ts'

/** Files are due hours after midnight; a copy that is not up to date by minutes will hardly be so by then. */
export const MOST_SECONDS_BEHIND = 300

/**
 * How many seconds a copy is behind; null for what is no copy, and where the server does not say: MySQL tells it only to
 * accounts that may look after the server.
 */
export async function secondsBehind({ engine, rows }: Picture): Promise<number | null> {
  if (engine !== 'postgres') return null
  const [row] = await rows<{ behind: number | null }>(
    sql`select case when not pg_is_in_recovery() then null
          when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
          else extract(epoch from now() - pg_last_xact_replay_timestamp())::integer end as behind`,
  )
  return row!.behind
}
