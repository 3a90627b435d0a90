import type { Inspection } from '../../formats/format.ts'
import type { Tx } from '../../store/store.ts'
import type { Run, RunFile } from '../run-row.ts'

interface KeysOf extends Pick<Inspection, 'kind' | 'encoding'> {
  readonly detail: NonNullable<Inspection['detail']>
}

/** A file of a run that nobody sent: its records are the keys noted in `run_missing_key`. It stands beside one that was. */
export async function addKeysFile(
  tx: Tx,
  run: Pick<Run, 'organisationId' | 'id'>,
  { name, entry, sha256, size }: Pick<RunFile, 'name' | 'entry' | 'sha256' | 'size'>,
  fileNo: number,
  records: number,
  of: KeysOf,
): Promise<void> {
  const inspection: Inspection = { ...of, records, blankLines: 0, warnings: [] }
  await tx.db
    .insertInto('run_file')
    .values({
      organisation_id: run.organisationId,
      run_id: run.id,
      file_no: fileNo,
      name,
      kind: of.kind,
      entry,
      sha256,
      size,
      state: 'waiting',
      inspection: JSON.stringify(inspection),
      records,
      done: 0,
      counts: '{}',
    })
    .execute()
}
