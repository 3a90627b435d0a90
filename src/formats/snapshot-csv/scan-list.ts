import { type Finding, refusal } from '../../domain/finding.ts'
import { findSeparator } from '../csv/find-separator.ts'
import type { CsvRecord } from '../csv/record.ts'
import type { Separator } from '../csv/separator.ts'
import { streamCsv } from '../csv/stream-csv.ts'
import type { SourceFile } from '../format.ts'
import { IdSet } from '../ids/id-set.ts'
import { MAX_ROWS } from '../ids/limits.ts'
import { checkHeader } from './header.ts'
import type { Layout } from './layout.ts'
import type { SnapshotSettings } from './settings.ts'

/** What a list holds, before anything of it is done. */
export interface ListScan {
  readonly separator: Separator
  readonly layout: Layout
  readonly records: number
  readonly blankLines: number
  readonly warnings: readonly Finding[]
  /** Rows of the right shape that say whom they are about. */
  readonly named: number
  /** The ids that stand in several rows. */
  readonly doubled: IdSet
}

/**
 * Reads a list once, from end to end. Memory is that of its ids as an `IdSet`. Throws RollbookError RB-1002 when it is
 * empty, RB-1211 for too many rows, what `checkHeader` throws, and RB-10xx for what cannot be read as CSV.
 */
export async function scanList(
  file: SourceFile,
  encoding: string,
  settings: SnapshotSettings,
): Promise<ListScan> {
  const separator = await findSeparator(file, encoding, settings.separator)
  const counts = { rows: 0, blankLines: 0 }
  const ids = new IdSet()
  const doubled = new IdSet()
  let named = 0
  let header: ReturnType<typeof checkHeader> | null = null
  for await (const rows of streamCsv(file, { encoding, separator }, counts)) {
    for (const row of rows) {
      if (header === null) {
        header = checkHeader(row, separator, settings)
        continue
      }
      const id = idIn(row, header.layout)
      if (id === '') continue
      named++
      if (!ids.add(id)) doubled.add(id)
      if (ids.size > MAX_ROWS) throw refusal('RB-1211', { file: file.name, limit: MAX_ROWS })
    }
  }
  if (header === null) throw refusal('RB-1002')
  const { layout, warnings } = header
  const { rows, blankLines } = counts
  return { separator, layout, records: rows - 1, blankLines, warnings, named, doubled }
}

/** Of a row whose shape is wrong, nobody knows which cell the id is. */
function idIn({ cells, fault }: CsvRecord, { id, header }: Layout): string {
  return fault === null && cells.length === header.length ? cells[id.index]!.trim() : ''
}
