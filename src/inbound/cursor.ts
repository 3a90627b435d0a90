import { sql } from 'kysely'
import { refusal } from '../domain/finding.ts'
import type { Tx } from '../store/store.ts'
import type { Counts, Run, RunFile } from './run-row.ts'

/** Where a file stands: its records that are done, and what became of them. */
export interface Position {
  readonly done: number
  readonly counts: Counts
}

/**
 * Two processes that carry out one run meet here: the cursor moves for one of them, the other's transaction is undone.
 * Throws RB-5006 in the other.
 */
export async function moveCursor(
  tx: Tx,
  run: Run,
  { fileNo }: Pick<RunFile, 'fileNo'>,
  from: number,
  to: Position,
): Promise<void> {
  const { numAffectedRows } = await sql`
    with moved as (
      update run_file set done = ${to.done}, counts = ${JSON.stringify(to.counts)}::jsonb
      where organisation_id = ${run.organisationId} and run_id = ${run.id} and file_no = ${fileNo}
        and done = ${from} and state = 'waiting'
      returning run_id)
    update run set heartbeat_at = clock_timestamp()
    where organisation_id = ${run.organisationId} and id in (select run_id from moved) and state = 'running'`.execute(
    tx.db,
  )
  if (numAffectedRows !== 1n) throw refusal('RB-5006', { value: run.id })
}
