import { sql } from 'kysely'
import type { Finding } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import type { Run, RunFile } from '../run-row.ts'

/** Says something about a file of a run, besides what the first look at it found. */
export async function warn(
  tx: Tx,
  { organisationId, id }: Pick<Run, 'organisationId' | 'id'>,
  { fileNo }: Pick<RunFile, 'fileNo'>,
  warning: Finding,
): Promise<void> {
  await sql`
    update run_file set inspection = jsonb_set(inspection, '{warnings}',
      (inspection->'warnings') || ${JSON.stringify(warning)}::jsonb)
    where organisation_id = ${organisationId} and run_id = ${id} and file_no = ${fileNo}`.execute(tx.db)
}
