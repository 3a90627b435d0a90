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
  const inspection: Inspection = {
    kind: list.kind!,
    encoding: list.inspection!.encoding,
    records,
    blankLines: 0,
    warnings: [],
    detail: { removals: how },
  }
  await tx.db
    .insertInto('run_file')
    .values({
      organisation_id: run.organisationId,
      run_id: run.id,
      file_no: fileNo,
      name: `${list.name}, missing`,
      kind: list.kind,
      entry: list.entry,
      sha256: list.sha256,
      size: list.size,
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
