import type { RemovalWay } from '../../domain/removal.ts'
import type { Inspection } from '../../formats/format.ts'
import type { Tx } from '../../store/store.ts'
import type { Run, RunFile } from '../run-row.ts'

/** What is missing from a list, as a file of a run: its records have outcomes and lines as any others. */
export async function addMissingFile(
  tx: Tx,
  run: Pick<Run, 'organisationId' | 'id'>,
  list: RunFile,
  fileNo: number,
  how: RemovalWay,
  records: number,
): Promise<void> {
  const { kind, inspection } = list
  const of: KeysOf = { kind: kind!, encoding: inspection!.encoding, detail: { removals: how } }
  await addKeysFile(tx, run, { ...list, name: `${list.name}, missing` }, fileNo, records, of)
}

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

/** How a file of a run removes what a list lacks; null for a file that was sent. */
export function removalWayOf({ inspection }: RunFile): RemovalWay | null {
  return (inspection?.detail?.['removals'] as RemovalWay | undefined) ?? null
}
