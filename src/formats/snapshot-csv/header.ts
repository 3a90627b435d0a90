import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import type { CsvRecord } from '../csv/record.ts'
import { SEPARATOR_WORDS, type Separator } from '../csv/separator.ts'
import { sameName } from '../datahub-csv/fields.ts'
import { shownColumns, shownName } from '../datahub-csv/shown.ts'
import { FIELDS, type Layout, layoutOf } from './layout.ts'
import type { SnapshotSettings } from './settings.ts'

export interface CheckedHeader {
  readonly layout: Layout
  /** Columns that are not read. */
  readonly warnings: readonly Finding[]
}

/**
 * Judges the header of a list (snapshot-sync.md 3.2). Throws RollbookError when it refuses the file: RB-1042 for a
 * required column that is missing, RB-1041 for one that is there twice, RB-1023, RB-1043, RB-1044 or RB-1052 for a
 * first line that is no header.
 */
export function checkHeader(
  { cells, fault }: CsvRecord,
  separator: Separator,
  settings: SnapshotSettings,
): CheckedHeader {
  if (cells.length > MAX_COLUMNS) throw refusal('RB-1023', { limit: MAX_COLUMNS })
  if (fault !== null) throw refusal('RB-1044', { column: fault.cell + 1 })
  const layout = layoutOf(cells, settings)
  refuseOtherLines(layout, separator)
  refuseTwice(cells)
  refuseMissing(layout)
  const unnamed = cells.flatMap((cell, index) => (cell.trim() === '' ? [index + 1] : []))
  return { layout, warnings: unnamed.map((column) => finding('RB-1282', { column })) }
}

function required({ id, fields }: Layout): readonly { readonly index: number; readonly label: string }[] {
  return (FIELDS as readonly string[]).includes(sameName(id.label)) ? fields : [...fields, id]
}

/** A first line without any known name may be a row of values, so the message must not repeat it. */
function refuseOtherLines(layout: Layout, separator: Separator): void {
  const { header } = layout
  const columns = required(layout)
  const expected = columns.map(({ label }) => label)
  const [cell = ''] = header
  const other = ([';', '\t', ','] as const).find((candidate) => cell.includes(candidate))
  if (header.length === 1 && other !== undefined) {
    const words = { separator: SEPARATOR_WORDS[other], wanted: SEPARATOR_WORDS[separator] }
    throw refusal('RB-1043', { ...words, expected })
  }
  if (columns.every(({ index }) => index === -1)) throw refusal('RB-1052', { expected })
}

function refuseTwice(cells: readonly string[]): void {
  const seen = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const name = sameName(cell)
    if (name === '') continue
    const first = seen.get(name)
    if (first !== undefined) {
      throw refusal('RB-1041', { field: shownName(cell.trim()), first: first + 1, second: index + 1 })
    }
    seen.set(name, index)
  }
}

function refuseMissing(layout: Layout): void {
  const columns = required(layout)
  const missing = columns.filter(({ index }) => index === -1).map(({ label }) => label)
  if (missing.length === 0) return
  const known = columns.map(({ label }) => label)
  throw refusal('RB-1042', { missing, found: shownColumns(layout.header, known) })
}
