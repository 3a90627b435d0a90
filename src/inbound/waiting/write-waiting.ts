import { sql } from 'kysely'
import { textArray } from '../../store/array-literal.ts'
import type { Tx } from '../../store/store.ts'
import type { Run, RunFile } from '../run-row.ts'
import type { WaitingChanges } from './settle-waiting.ts'

const RECORD = sql`key text, follows boolean, line integer, label text, hash text, action jsonb, finding jsonb, wanted text[],
  since timestamptz, until timestamptz`

/** Makes true what a chunk changes of the records that wait; a plan keeps it until it is applied. */
export function writeWaiting(
  tx: Tx,
  run: Run,
  { fileNo }: Pick<RunFile, 'fileNo'>,
  changes: WaitingChanges,
): void {
  if (run.kind === 'plan') {
    keepPlanned(tx, run, fileNo, changes)
    return
  }
  const { organisationId, feedId, siteId, id } = run
  const { endAll, end, begin, goOn } = changes
  if (endAll.length + end.length > 0) {
    tx.send(sql`
      delete from waiting_record
      where organisation_id = ${organisationId} and feed_id = ${feedId} and (key = any(${textArray(endAll)}::text[])
        or (key, follows) in (
          select key, follows from jsonb_to_recordset(${JSON.stringify(end)}::jsonb) r (key text, follows boolean)))`)
  }
  if (goOn.length > 0) {
    tx.send(sql`
      update waiting_record w set finding = r.finding, come = false
      from jsonb_to_recordset(${JSON.stringify(goOn)}::jsonb) r (key text, follows boolean, finding jsonb)
      where w.organisation_id = ${organisationId} and w.feed_id = ${feedId} and w.key = r.key
        and w.follows = r.follows`)
  }
  if (begin.length > 0) {
    tx.send(sql`
      insert into waiting_record (organisation_id, feed_id, site_id, run_id, file_no, key, follows, line, label, hash, action,
        finding, wanted, since, until)
      select ${organisationId}, ${feedId}, ${siteId}, ${id}, ${fileNo}, key, follows, line, label, decode(hash, 'hex'), action,
        finding, wanted, since, until
      from jsonb_to_recordset(${JSON.stringify(begin)}::jsonb) r (${RECORD})
      ${TAKE_PLACE}`)
  }
}

/**
 * A record takes the place of an earlier one of its key. The same one sent once more has waited since it came first, so
 * that it expires one day although it is sent every night.
 */
const TAKE_PLACE = sql`
  on conflict (organisation_id, feed_id, key, follows) do update set site_id = excluded.site_id, run_id = excluded.run_id,
    file_no = excluded.file_no, line = excluded.line, label = excluded.label, hash = excluded.hash,
    action = excluded.action, finding = excluded.finding, wanted = excluded.wanted, come = false,
    since = case when ${isSentOnceMore()} then waiting_record.since else excluded.since end,
    until = case when ${isSentOnceMore()} then waiting_record.until else excluded.until end
  where waiting_record.run_id <= excluded.run_id`

function isSentOnceMore() {
  return sql`waiting_record.hash = excluded.hash and waiting_record.until > excluded.since`
}

function keepPlanned(
  tx: Tx,
  { organisationId, id }: Run,
  fileNo: number,
  { endAll, end, begin }: WaitingChanges,
): void {
  const gone = endAll.flatMap((key) => [
    { key, follows: false },
    { key, follows: true },
  ])
  const changed = [...gone, ...end, ...begin]
  if (changed.length === 0) return
  tx.send(sql`
    insert into plan_waiting (organisation_id, run_id, file_no, key, follows, line, label, hash, action, finding, wanted, since,
      until)
    select ${organisationId}, ${id}, ${fileNo}, key, follows, line, label, decode(hash, 'hex'), action, finding, wanted, since,
      until
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) r (${RECORD})
    on conflict (organisation_id, run_id, key, follows) do update set file_no = excluded.file_no, line = excluded.line,
      label = excluded.label, hash = excluded.hash, action = excluded.action, finding = excluded.finding,
      wanted = excluded.wanted, since = excluded.since, until = excluded.until`)
}

/** Makes true what a plan would change of the records that wait. What a later run said of them stays. */
export async function adoptPlannedWaiting(
  tx: Tx,
  { organisationId, feedId, siteId }: Run,
  planId: number,
): Promise<void> {
  const ofPlan = sql`organisation_id = ${organisationId} and run_id = ${planId}`
  await sql`
    delete from waiting_record
    where organisation_id = ${organisationId} and feed_id = ${feedId} and run_id <= ${planId}
      and (key, follows) in (select key, follows from plan_waiting where ${ofPlan} and action is null)`.execute(
    tx.db,
  )
  await sql`
    insert into waiting_record (organisation_id, feed_id, site_id, run_id, file_no, key, follows, line, label, hash, action,
      finding, wanted, since, until)
    select organisation_id, ${feedId}, ${siteId}, run_id, file_no, key, follows, line, label, hash, action, finding, wanted, since,
      until
    from plan_waiting where ${ofPlan} and action is not null
    ${TAKE_PLACE}`.execute(tx.db)
}
