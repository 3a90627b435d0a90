import type { CategoryPlace } from '../../domain/category-place.ts'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import type { Cells } from './cells.ts'

/** Between the names of a `category_path`. */
const JOINT = ' / '

/**
 * The category that a row names: by record id, else by id number, else by names from the top. The first that is given
 * counts alone: if it is not found, the others do not stand in (moodle-csv.md 3.3 rule 4). Null when none is given.
 */
export function placeOf({ own }: Cells): CategoryPlace | null {
  if (own.category !== undefined) {
    const id = /^\d{1,15}$/.test(own.category) ? Number(own.category) : undefined
    return existing([id === undefined ? { name: own.category } : { id }], id === undefined)
  }
  if (own.category_idnumber !== undefined) return existing([{ idnumber: own.category_idnumber }], false)
  if (own.category_path === undefined) return null
  return nested(own.category_path.split(JOINT).map((name) => name.trim()))
}

/** The category of the setting `defaults.category`: names from the top with slashes between them. */
export function defaultPlace(path: string): CategoryPlace {
  const names = parseCategoryPath(path)?.names ?? [path]
  return nested(names.map((name) => name.trim()))
}

function nested(names: readonly string[]): CategoryPlace {
  return existing(
    names.map((name) => ({ name })),
    true,
  )
}

function existing(steps: CategoryPlace['steps'], isNested: boolean): CategoryPlace {
  return { steps, nested: isNested, ifMissing: 'reject', visible: true }
}
