import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { COLUMN_NAMES, columnNamed, plainName } from './columns.ts'

/**
 * Judges the header of a file: columns that are not known are passed over with a warning. Throws RollbookError RB-1041
 * for a column that comes twice, RB-1042 where there is no column for names.
 */
export function checkHeader(cells: readonly string[]): readonly Finding[] {
  const warnings: Finding[] = []
  const seen = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const field = cell.trim()
    if (isRejectColumn(field)) continue
    const name = plainName(field)
    const first = seen.get(name)
    if (first !== undefined) throw refusal('RB-1041', { field, first: first + 1, second: index + 1 })
    seen.set(name, index)
    const column = columnNamed(field)
    if (column === null) warnings.push(unknownColumn(field))
    if (column === 'unkept') warnings.push(finding('RB-1305', { field }))
  }
  if (!seen.has('name'))
    throw refusal('RB-1042', { missing: ['name'], found: cells.map((cell) => cell.trim()) })
  return warnings
}

function unknownColumn(field: string): Finding {
  const meant = nearest(field, COLUMN_NAMES)
  return meant === null ? finding('RB-1045', { field }) : finding('RB-1046', { field, nearest: meant })
}
