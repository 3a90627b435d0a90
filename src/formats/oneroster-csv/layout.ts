import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import type { CsvRecord } from '../csv/record.ts'
import { shownColumns, shownName } from '../datahub-csv/shown.ts'
import { isRejectColumn } from '../reject-columns.ts'
import type { Column } from './column.ts'
import { LEADING } from './tables.ts'
import type { Listed } from './vocabulary.ts'

/** The declared columns of a table laid over the header of a file. */
export interface Layout {
  readonly mode: Listed
  /** Names of the header, without outer spaces. */
  readonly header: readonly string[]
  /** Declared columns that the file has. */
  readonly columns: readonly PlacedColumn[]
  /** Index of a declared column, or of one that somebody added (`metadata.…`), by its name. */
  readonly places: ReadonlyMap<string, number>
  /** Required columns that the file lacks. */
  readonly missing: readonly string[]
}

export interface PlacedColumn extends Column {
  readonly index: number
}

/** Columns that a delta must have; in a bulk file they are blank (reference page, section 1.1). */
const DELTA_COLUMNS: readonly string[] = ['status', 'dateLastModified']

/** Columns that anybody may add. */
export const METADATA = 'metadata.'

/**
 * Lays the declared columns over a header, whatever their order. Throws RollbookError RB-1023, RB-1044 or RB-1208 for a
 * header whose columns cannot be told apart.
 */
export function layoutOf({ cells, fault }: CsvRecord, columns: readonly Column[], mode: Listed): Layout {
  if (cells.length > MAX_COLUMNS) throw refusal('RB-1023', { limit: MAX_COLUMNS })
  if (fault !== null) throw refusal('RB-1044', { column: fault.cell + 1 })
  const header = cells.map((cell) => cell.trim())
  const placed: PlacedColumn[] = []
  const missing: string[] = []
  for (const column of columns) {
    const { name, required } = column
    const index = header.indexOf(name)
    const again = index === -1 ? -1 : header.indexOf(name, index + 1)
    if (again !== -1) throw refusal('RB-1208', { field: name, first: index + 1, second: again + 1 })
    if (index !== -1) placed.push({ ...column, index })
    else if (required || (mode === 'delta' && DELTA_COLUMNS.includes(name))) missing.push(name)
  }
  return {
    mode,
    header,
    columns: placed,
    places: new Map([
      ...header.flatMap((name, index) => (name.startsWith(METADATA) ? [[name, index] as const] : [])),
      ...placed.map(({ name, index }) => [name, index] as const),
    ]),
    missing,
  }
}

/** Throws RollbookError RB-1042 when a required column is missing. */
export function refuseMissing({ header, missing }: Layout, columns: readonly Column[]): void {
  if (missing.length === 0) return
  const known = columns.map(({ name }) => name)
  throw refusal('RB-1042', { missing, found: shownColumns(header, known) })
}

/** A note for each column that is neither declared nor marked as an extension. */
export function unknownColumns({ header }: Layout, columns: readonly Column[]): Finding[] {
  // Of such a table nothing is known but how it begins.
  if (columns.length === LEADING.length) return []
  const known = columns.map(({ name }) => name)
  return header
    .filter((name) => !known.includes(name) && !name.startsWith(METADATA) && !isRejectColumn(name))
    .map((name) => {
      const meant = nearest(name, known)
      const field = shownName(name)
      return meant === null ? finding('RB-1045', { field }) : finding('RB-1046', { field, nearest: meant })
    })
}
