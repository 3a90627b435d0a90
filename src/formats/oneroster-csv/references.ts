import { type Finding, finding } from '../../domain/finding.ts'

/**
 * The rows of another table of the package, for references that no site can answer. Where that table is not there, or
 * is a delta, its other rows came with an earlier package, and a reference to one of those is taken as good.
 */
export interface References {
  /** As messages name it. */
  readonly file: string
  /** Does the package have all rows of the table? */
  readonly isWhole: boolean
  has(sourcedId: string): boolean
}

/** RB-1247 for references that lead nowhere, or null. Empty ones are no references. */
export function lostReference(
  row: string,
  column: string,
  sourcedIds: readonly string[],
  table: References,
): Finding | null {
  if (!table.isWhole) return null
  const lost = sourcedIds.filter((id) => id !== '' && !table.has(id))
  if (lost.length === 0) return null
  return finding('RB-1247', { row, field: column, value: lost.join(', '), file: table.file })
}
