import { type Finding, finding, refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { IdSet } from '../ids/id-set.ts'
import { MAX_ROWS } from '../ids/limits.ts'
import type { Column } from './column.ts'
import { type Layout, layoutOf, refuseMissing, unknownColumns } from './layout.ts'
import { streamRows } from './stream-rows.ts'
import { ACTIVE, type Listed } from './vocabulary.ts'

/** What one reading of a whole table tells before anything of it is done. */
export interface TableScan {
  readonly layout: Layout
  readonly records: number
  readonly blankLines: number
  /** Rows that say that something is no more, or not to be used. */
  readonly mayRemove: number
  readonly warnings: readonly Finding[]
  readonly ids: IdSet
  /** The sourcedIds that stand in several rows. */
  readonly doubled: IdSet
}

/**
 * Reads a table once, from end to end. Memory is that of its sourcedIds as an `IdSet`. Throws RollbookError RB-1042 for
 * a required column that is missing, RB-1208 for one that is there twice, RB-1211 for too many rows, RB-10xx for what
 * cannot be read as CSV in UTF-8.
 */
export async function scanTable(
  file: SourceFile,
  columns: readonly Column[],
  mode: Listed,
  limit = MAX_ROWS,
): Promise<TableScan> {
  const counts = { rows: 0, blankLines: 0 }
  const ids = new IdSet()
  const doubled = new IdSet()
  const undated = { rows: 0, line: 0 }
  let layout: Layout | null = null
  let [id, changed, status, enabled] = [-1, -1, -1, -1]
  let mayRemove = 0
  for await (const rows of streamRows(file, counts)) {
    for (const row of rows) {
      if (layout === null) {
        layout = layoutOf(row, columns, mode)
        refuseMissing(layout, columns)
        id = layout.places.get('sourcedId')!
        changed = mode === 'delta' ? layout.places.get('dateLastModified')! : -1
        status = mode === 'delta' ? (layout.places.get('status') ?? -1) : -1
        enabled = layout.places.get('enabledUser') ?? -1
        continue
      }
      const sourcedId = row.cells[id]?.trim() ?? ''
      if (sourcedId !== '' && !ids.add(sourcedId)) doubled.add(sourcedId)
      if (changed !== -1 && (row.cells[changed] ?? '').trim() === '') {
        undated.rows++
        undated.line ||= row.line
      }
      if (isWithdrawn(row.cells[status]) || row.cells[enabled]?.trim().toLowerCase() === 'false') mayRemove++
      if (ids.size > limit) throw refusal('RB-1211', { file: file.name, limit })
    }
  }
  if (layout === null) throw refusal('RB-1002')
  const warnings = unknownColumns(layout, columns)
  if (undated.rows > 0) warnings.push(finding('RB-1224', { value: undated.rows, line: undated.line }))
  return {
    layout,
    records: counts.rows - 1,
    blankLines: counts.blankLines,
    mayRemove,
    warnings,
    ids,
    doubled,
  }
}

function isWithdrawn(status: string | undefined): boolean {
  return status !== undefined && status.trim() !== ACTIVE
}
