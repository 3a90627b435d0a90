import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { COLUMN_NAMES, type Column, columnNamed } from './columns.ts'

/**
 * Judges the header of a file (moodle-csv.md 2.1): a column that is not known or comes twice refuses it, by RollbookError
 * RB-1304 or RB-1041. Gives a warning for each column of which nothing is kept.
 */
export function checkHeader(cells: readonly string[]): readonly Finding[] {
  const warnings: Finding[] = []
  const seen = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const label = cell.trim()
    const column = columnOf(label)
    const name = label.toLowerCase()
    const first = seen.get(name)
    if (first !== undefined) throw refusal('RB-1041', { field: label, first: first + 1, second: index + 1 })
    seen.set(name, index)
    if (column?.as === 'unkept') warnings.push(finding('RB-1305', { field: label }))
  }
  return warnings
}

/** The meaning of a column; null for those that Rollbook itself adds to rejects. Throws RollbookError RB-1304. */
export function columnOf(label: string): Column | null {
  if (isRejectColumn(label)) return null
  const column = columnNamed(label)
  if (column !== null) return column
  const meant = nearest(label, COLUMN_NAMES)
  throw refusal('RB-1304', {
    field: label,
    accepted: COLUMN_NAMES,
    hint: meant === null ? '' : ` Is ${meant} meant?`,
  })
}
