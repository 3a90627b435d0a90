import { type RawBuilder, sql } from 'kysely'
import { SEPARATOR } from '../../domain/record-key.ts'
import type { Tx } from '../../store/store.ts'
import type { Hub } from '../hub.ts'
import { kindNumber } from '../memory.ts'
import type { Run, RunFile } from '../run-row.ts'
import { loadRun } from '../run-store.ts'
import { isWaitingFile } from './waiting-file.ts'

/**
 * Before anything of a run is done: notes the records of its feed that wait, as files of the run, one for each file that
 * they came in. Done once for a run, also when it is resumed; not for one that has no file but refused ones. Gives its
 * files as they are then.
 */
export async function noteWaiting(
  hub: Hub,
  run: Run,
  files: readonly RunFile[],
): Promise<readonly RunFile[]> {
  const isOpen = run.hasWaiting && !run.isJudged && files.some(({ state }) => state !== 'refused')
  if (!isOpen || files.some(isWaitingFile)) return files
  await hub.store.asOrganisation(run.organisationId, (tx) => addWaitingFiles(tx, run, sql`true`))
  return (await loadRun(hub, run.organisationId, run.id)).files
}

/** Adds the records of a feed that wait, as far as `which` of `waiting_record w` says, to a run as files. */
export async function addWaitingFiles(
  tx: Tx,
  { organisationId, id, feedId }: Pick<Run, 'organisationId' | 'id' | 'feedId'>,
  which: RawBuilder<unknown>,
): Promise<void> {
  const ofRun = sql`organisation_id = ${organisationId} and run_id = ${id}`
  await sql`
    with origin as (
      select w.run_id, w.file_no, count(*) as records,
        (select coalesce(max(file_no), 0) from run_file where ${ofRun})
          + row_number() over (order by w.run_id, w.file_no) as place
      from waiting_record w
      where w.organisation_id = ${organisationId} and w.feed_id = ${feedId} and ${which}
      group by w.run_id, w.file_no),
    file as (
      insert into run_file (organisation_id, run_id, file_no, name, kind, entry, sha256, size, state, inspection,
        records, done, counts)
      select ${organisationId}, ${id}, o.place, f.name || ', waiting since run ' || o.run_id, 'enrolment', f.entry, f.sha256,
        f.size, 'waiting',
        f.inspection || jsonb_build_object('records', o.records, 'warnings', '[]'::jsonb, 'mayRemove', 0,
          'detail', coalesce(f.inspection->'detail', '{}'::jsonb) || '{"waiting": true}'::jsonb),
        o.records, 0, '{}'
      from origin o
      join run_file f on f.organisation_id = ${organisationId} and f.run_id = o.run_id and f.file_no = o.file_no)
    insert into run_waiting (organisation_id, run_id, file_no, ord, line, key, follows, label, hash, action, finding, since, until)
    select ${organisationId}, ${id}, o.place,
      row_number() over (partition by w.run_id, w.file_no order by w.line, w.follows, w.key),
      w.line, w.key, w.follows, w.label, w.hash, w.action, w.finding, w.since, w.until
    from waiting_record w join origin o on o.run_id = w.run_id and o.file_no = w.file_no
    where w.organisation_id = ${organisationId} and w.feed_id = ${feedId} and ${which}`.execute(tx.db)
}

/** Gives a run that takes a part of another one's records what that one had noted. */
export async function copyNoted(tx: Tx, organisationId: number, from: number, to: number): Promise<void> {
  const columns = sql.raw(
    'file_no, ord, line, key, follows, label, hash, action, finding, since, until, named',
  )
  await sql`
    insert into run_waiting (organisation_id, run_id, ${columns})
    select organisation_id, ${to}, ${columns} from run_waiting
    where organisation_id = ${organisationId} and run_id = ${from}`.execute(tx.db)
}

/**
 * Notes which of them the full lists of enrolments of a run do not name (`removals/present-keys.ts`); with
 * `inListedCourses`, only of those in courses that the lists name.
 */
export async function noteUnnamed(
  tx: Tx,
  { organisationId, id }: Run,
  inListedCourses: boolean,
): Promise<void> {
  const kind = kindNumber('enrolment')
  const inScope = inListedCourses
    ? sql`and split_part(w.key, ${SEPARATOR}, 3) in (select split_part(key, ${SEPARATOR}, 3) from present)`
    : sql``
  await sql`
    with present as materialized (
      select key from run_present_key
      where organisation_id = ${organisationId} and run_id = ${id} and kind = ${kind})
    update run_waiting w set named = false
    where w.organisation_id = ${organisationId} and w.run_id = ${id} and exists (select from present)
      and not exists (select from present where present.key = w.key) ${inScope}`.execute(tx.db)
}

/** What a run that has ended took up once more needs to be kept no longer. */
export async function forgetNoted(tx: Tx, { organisationId, id }: Run): Promise<void> {
  await sql`delete from run_waiting where organisation_id = ${organisationId} and run_id = ${id}`.execute(
    tx.db,
  )
}
