import type { CategoryNeed } from '../../domain/category-place.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { Draft } from '../draft.ts'

/** Refuses a record for categories that it refers to and that are not there: RB-3403, naming those of one column. */
export function lostCategories(
  needs: readonly CategoryNeed[] = [],
  known: { has(idnumber: string): boolean } | undefined,
  draft: Draft,
): Outcome | null {
  const lost = needs.filter(({ idnumber }) => known?.has(idnumber) !== true)
  const [first] = lost
  if (first === undefined) return null
  const ids = lost.filter(({ column }) => column === first.column).map(({ idnumber }) => idnumber)
  const value = ids.join(', ')
  const of = first.of === undefined ? '' : ` (${first.of.column} "${first.of.value}")`
  return draft.refuse('RB-3403', { field: first.column, value, found: `${first.column} "${value}"${of}` })
}
