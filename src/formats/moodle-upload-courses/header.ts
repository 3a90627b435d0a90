import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { COLUMN_NAMES, columnNamed } from './columns.ts'

/**
 * Judges the header of a file (moodle-csv.md 3.1): names count without case, and columns that are not known are ignored
 * with a warning. Throws RollbookError RB-1041 for a column that comes twice.
 */
export function checkHeader(cells: readonly string[]): readonly Finding[] {
  const warnings: Finding[] = []
  const seen = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const field = cell.trim()
    const name = field.toLowerCase()
    const first = seen.get(name)
    if (first !== undefined) throw refusal('RB-1041', { field, first: first + 1, second: index + 1 })
    seen.set(name, index)
    if (isRejectColumn(name)) continue
    const column = columnNamed(name)
    if (column === null) warnings.push(unknownColumn(field))
  }
  return warnings
}

function unknownColumn(field: string): Finding {
  const meant = nearest(field, COLUMN_NAMES)
  return meant === null ? finding('RB-1045', { field }) : finding('RB-1046', { field, nearest: meant })
}
