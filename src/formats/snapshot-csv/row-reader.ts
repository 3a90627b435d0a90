import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import type { CsvRecord } from '../csv/record.ts'
import { rowFault } from '../datahub-csv/row-fault.ts'
import { shownName } from '../datahub-csv/shown.ts'
import type { SourceRecord } from '../format.ts'
import type { IdSet } from '../ids/id-set.ts'
import { accountOf } from './account.ts'
import type { Layout } from './layout.ts'
import { presentIn } from './present.ts'
import type { SnapshotSettings } from './settings.ts'

/** Makes the function that turns the rows under an accepted header into records. `doubled`: null when no id is. */
export function rowReader(
  layout: Layout,
  doubled: IdSet | null,
  settings: SnapshotSettings,
): (row: CsvRecord) => SourceRecord {
  const { header, id } = layout
  return (row) => {
    const shape = rowFault(row, header)
    if (shape !== null) return refused(row, layout, shape)
    const cells = row.cells.map((cell) => cell.trim())
    const value = cells[id.index]!
    if (value === '') return refused(row, layout, finding('RB-2001', { field: id.label }))
    if (doubled?.has(value)) return refused(row, layout, finding('RB-1281', { field: id.label, value }))
    const column = cells.findIndex((cell) => cell.includes(SEPARATOR))
    if (column !== -1) {
      return refused(row, layout, finding('RB-1028', { field: shownName(header[column]!.trim()) }))
    }
    const action = accountOf(cells, layout, settings)
    if ('code' in action) return refused(row, layout, action)
    const { username } = action.values
    return {
      line: row.line,
      key: recordKey(action),
      ...(username !== undefined && { label: username }),
      // The action holds all that its outcome depends on, settings included.
      text: JSON.stringify(action),
      action,
    }
  }
}

function refused({ line, cells }: CsvRecord, layout: Layout, because: Finding): SourceRecord {
  const present = presentIn(cells, layout)
  return {
    line,
    key: null,
    ...(present.length > 0 && { present }),
    text: cells.join(SEPARATOR),
    finding: because,
  }
}
