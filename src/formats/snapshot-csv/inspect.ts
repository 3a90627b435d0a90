import type { RecordKind } from '../../domain/action.ts'
import { finding, refusal } from '../../domain/finding.ts'
import { settleEncoding } from '../encodings/settle.ts'
import type { Inspection, Part, SourceFile } from '../format.ts'
import { inspectEach } from '../inspect-files.ts'
import { refuseOtherKind } from '../moodle-csv/inspect.ts'
import { inOrderOfDays } from './date-in-name.ts'
import { scanList } from './scan-list.ts'
import type { SnapshotSettings } from './settings.ts'

/** What reading a list again, and removing what it lacks, need of the first look. */
interface Detail {
  /** Does any id stand in several rows? */
  readonly doubled: boolean
  /** Rows of the right shape that say whom they are about. */
  readonly named: number
}

const KINDS: Readonly<Record<SnapshotSettings['kind'], RecordKind>> = { users: 'user' }

/**
 * Reads a whole list once (snapshot-sync.md 3.2). Throws RollbookError when the file is refused: what `scanList` throws,
 * RB-1280 for a list without rows where missing users are not kept, RB-1303 when it was sent as a file of another kind.
 */
export async function inspect(file: SourceFile, settings: SnapshotSettings): Promise<Inspection> {
  const kind = KINDS[settings.kind]
  refuseOtherKind(file, kind)
  const { encoding, guessed, result } = await settleEncoding(file, settings.encoding, (encoding) =>
    scanList(file, encoding, settings),
  )
  const { separator, layout, records, blankLines, named, doubled } = result
  if (records === 0 && settings.missingUsers !== 'keep') throw refusal('RB-1280', { field: 'missingUsers' })
  const warnings = guessed ? [finding('RB-1008', { value: encoding }), ...result.warnings] : result.warnings
  const detail: Detail = { doubled: doubled.size > 0, named }
  return {
    kind,
    encoding,
    separator,
    header: layout.header,
    profileColumns: layout.further.map(({ label }) => label),
    records,
    blankLines,
    mayRemove: 0,
    warnings,
    detail: { ...detail },
  }
}

/** Lists of one arrival are taken in the order of the days in their names (snapshot-sync.md 3.5), those without first. */
export async function inspectAll(files: readonly SourceFile[], settings: SnapshotSettings): Promise<Part[]> {
  return inOrderOfDays(await inspectEach((file) => inspect(file, settings), files), files)
}

/** The detail that `inspect` gave. */
export function detailOf({ detail }: Inspection): Detail {
  return detail as unknown as Detail
}
