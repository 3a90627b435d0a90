import type { CohortPlace } from '../../domain/sync-action.ts'
import type { CohortCells } from './row.ts'

/** Between the names of a path. */
const JOINT = ' / '

/** The whole site, in any case. */
const SYSTEM = 'system'

/** Where a row puts its cohort: the first of these that is given counts alone. Null when none is. */
export function placeOf(cells: CohortCells): CohortPlace | null {
  const id = cells.category_id ?? cells.category
  if (cells.context !== undefined) {
    return cells.context.toLowerCase() === SYSTEM ? { steps: [], nested: true } : byNames(cells.context)
  }
  if (id !== undefined && /^\d{1,15}$/.test(id)) return { steps: [{ id: Number(id) }], nested: false }
  if (id !== undefined) return byNames(id)
  if (cells.category_idnumber !== undefined) {
    return { steps: [{ idnumber: cells.category_idnumber }], nested: false }
  }
  return cells.category_path === undefined ? null : byNames(cells.category_path)
}

/** Names from the top. */
function byNames(path: string): CohortPlace {
  return { steps: path.split(JOINT).map((name) => ({ name: name.trim() })), nested: true }
}
