import type { RemovalWay } from '../../domain/removal.ts'
import type { Tx } from '../../store/store.ts'
import type { Run, RunFile } from '../run-row.ts'
import { addKeysFile } from './keys-file.ts'

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
  await addKeysFile(tx, run, { ...list, name: `${list.name}, missing` }, fileNo, records, {
    kind: kind!,
    encoding: inspection!.encoding,
    detail: { removals: how },
  })
}

/** How a file of a run removes what a list lacks; null for a file that was sent. */
export function removalWayOf({ inspection }: RunFile): RemovalWay | null {
  return (inspection?.detail?.['removals'] as RemovalWay | undefined) ?? null
}
