import { type Finding, finding } from '../../domain/finding.ts'
import type { CohortSync } from '../../domain/sync-action.ts'
import { parseCategoryPath } from '../../domain/values/category-path.ts'
import { isEraseToken, isErasing } from '../csv/cell-states.ts'
import { type CohortColumn, columnNamed } from './columns.ts'
import { placeOf } from './place.ts'
import type { CohortsSettings } from './settings.ts'

/** The cells of a row by their column. An empty cell is not there; an empty description is to be taken away. */
export type CohortCells = Readonly<Partial<Record<CohortColumn, string>>>

/** Makes the function that reads rows under an accepted header: what a row asks for, or why it is refused. */
export function rowReader(
  header: readonly string[],
  settings: CohortsSettings,
): (cells: readonly string[]) => CohortSync | Finding {
  const columns = header.map((label) => columnNamed(label.trim()))
  return (cells) => {
    const own: Partial<Record<CohortColumn, string>> = {}
    for (const [index, column] of columns.entries()) {
      const cell = cells[index]!
      if (isErasing(cell, settings) && column === 'description') own.description = ''
      else if (isEraseToken(cell, settings)) return unerasable(header[index]!.trim(), cell)
      else if (cell !== '' && column !== null && column !== 'unkept') own[column] = cell
    }
    return askedBy(own, settings)
  }
}

function unerasable(field: string, value: string): Finding {
  return finding('RB-2019', { field, value, accepted: ['description'] })
}

const VISIBLE: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['y', true],
  ['yes', true],
  ['0', false],
  ['n', false],
  ['no', false],
])

/** A cohort is known by its id number; one without, by its name. */
function askedBy(cells: CohortCells, { mode, defaultContext }: CohortsSettings): CohortSync | Finding {
  const { name, idnumber, description } = cells
  if (name === undefined) return finding('RB-2001', { field: 'name' })
  const visible = VISIBLE.get(cells.visible?.toLowerCase() ?? '')
  if (cells.visible !== undefined && visible === undefined) {
    const accepted = [...VISIBLE.keys()]
    return finding('RB-2003', { field: 'visible', value: cells.visible, accepted, hint: '' })
  }
  const place = placeOf(cells)
  return {
    kind: 'cohort',
    verb: 'sync',
    by: idnumber === undefined ? { field: 'name', value: name } : { field: 'idnumber', value: idnumber },
    name,
    values: { ...(description !== undefined && { description }), ...(visible !== undefined && { visible }) },
    ...(place !== null && { place }),
    otherwise: parseCategoryPath(defaultContext)?.names ?? [],
    ifKnown: mode === 'createNew' ? 'reject' : 'update',
    ifUnknown: mode === 'updateOnly' ? 'reject' : 'create',
    whyKnown: 'mode',
    whyUnknown: 'mode',
  }
}
