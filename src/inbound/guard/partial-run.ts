import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'
import { copyNoted } from '../waiting/note-waiting.ts'

/** An import of the files of a plan, of which it will take a part. Gives its number. */
export async function addPartialRun(
  tx: Tx,
  { organisationId, id }: Pick<Run, 'organisationId' | 'id'>,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into run (organisation_id, feed_id, site_id, kind, state, verify, settings, clock, started_at, heartbeat_at,
      judged, sieve, plan_run_id)
    select organisation_id, feed_id, site_id, 'import', 'running', verify, settings, clock, ${now}, clock_timestamp(),
      true, 'held', id
    from run where organisation_id = ${organisationId} and id = ${id} returning id`.execute(tx.db)
  const partial = rows[0]!.id
  await sql`
    insert into run_file (organisation_id, run_id, file_no, name, kind, entry, sha256, size, state, inspection, records,
      done, counts, finding)
    select organisation_id, ${partial}, file_no, name, kind, entry, sha256, size,
      case when state = 'done' and inspection is not null then 'waiting' else state end, inspection, records, 0, '{}',
      finding
    from run_file where organisation_id = ${organisationId} and run_id = ${id}`.execute(tx.db)
  await sql`
    insert into run_missing_key (organisation_id, run_id, file_no, ord, key)
    select organisation_id, ${partial}, file_no, ord, key from run_missing_key
    where organisation_id = ${organisationId} and run_id = ${id}`.execute(tx.db)
  await copyNoted(tx, organisationId, id, partial)
  return partial
}
