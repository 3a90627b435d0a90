import { type Finding, finding } from '../../domain/finding.ts'
import type { CsvRecord } from '../csv/record.ts'
import type { Separator } from '../csv/separator.ts'
import { sameName } from '../datahub-csv/fields.ts'
import { FIELDS, type Layout, layoutOf } from './layout.ts'
import { type Column, refuseBadHeader } from './list-header.ts'
import type { SnapshotSettings } from './settings.ts'

export interface CheckedHeader {
  readonly layout: Layout
  /** Columns that are not read. */
  readonly warnings: readonly Finding[]
}

/** Judges the header of a list. Throws what `refuseBadHeader` throws. */
export function checkHeader(
  record: CsvRecord,
  separator: Separator,
  settings: SnapshotSettings,
): CheckedHeader {
  const { cells } = record
  const layout = layoutOf(cells, settings)
  refuseBadHeader(record, required(layout), separator)
  const unnamed = cells.flatMap((cell, index) => (cell.trim() === '' ? [index + 1] : []))
  return { layout, warnings: unnamed.map((column) => finding('RB-1282', { column })) }
}

/** The column that identifies may be one of the others. */
function required({ id, fields }: Layout): readonly Column[] {
  return (FIELDS as readonly string[]).includes(sameName(id.label)) ? fields : [...fields, id]
}
