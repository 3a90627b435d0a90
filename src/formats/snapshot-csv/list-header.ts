import { refusal } from '../../domain/finding.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import type { CsvRecord } from '../csv/record.ts'
import { SEPARATOR_WORDS, type Separator } from '../csv/separator.ts'
import { sameName } from '../datahub-csv/fields.ts'
import { shownColumns, shownName } from '../datahub-csv/shown.ts'

/** A column of a full list. */
export interface Column {
  /** From 0; -1 when the header lacks the column. */
  readonly index: number
  /** As the file spells it, without outer spaces. */
  readonly label: string
}

/** Finds a column by its name, whatever its letter case. */
export function columnIn(header: readonly string[], name: string): Column {
  const index = header.findIndex((cell) => sameName(cell) === sameName(name))
  return { index, label: header[index]?.trim() ?? name.trim() }
}

/**
 * Refuses a first line that is no header of a full list (snapshot-sync.md 3.2). Throws RollbookError RB-1042 for a
 * required column that is missing, RB-1041 for one that is there twice, RB-1023, RB-1043, RB-1044 or RB-1052 for what is
 * no header at all.
 */
export function refuseBadHeader(
  { cells, fault }: Pick<CsvRecord, 'cells' | 'fault'>,
  required: readonly Column[],
  separator: Separator,
): void {
  if (cells.length > MAX_COLUMNS) throw refusal('RB-1023', { limit: MAX_COLUMNS })
  if (fault !== null) throw refusal('RB-1044', { column: fault.cell + 1 })
  refuseOtherLines(cells, required, separator)
  refuseTwice(cells)
  const missing = required.filter(({ index }) => index === -1).map(({ label }) => label)
  if (missing.length === 0) return
  const known = required.map(({ label }) => label)
  throw refusal('RB-1042', { missing, found: shownColumns(cells, known) })
}

/** A first line without any known name may be a row of values, so the message must not repeat it. */
function refuseOtherLines(
  header: readonly string[],
  required: readonly Column[],
  separator: Separator,
): void {
  const expected = required.map(({ label }) => label)
  const [cell = ''] = header
  const other = ([';', '\t', ','] as const).find((candidate) => cell.includes(candidate))
  if (header.length === 1 && other !== undefined) {
    const words = { separator: SEPARATOR_WORDS[other], wanted: SEPARATOR_WORDS[separator] }
    throw refusal('RB-1043', { ...words, expected })
  }
  if (required.every(({ index }) => index === -1)) throw refusal('RB-1052', { expected })
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
