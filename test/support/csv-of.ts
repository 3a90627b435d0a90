import type { DatahubAction } from '../../src/domain/action.ts'
import { csvRow } from '../../src/formats/csv/writer.ts'
import type { Batch } from './arbitrary-actions.ts'

/** A file of the format `datahub-csv` that holds these records. It needs the setting `disableAction: suspend`. */
export function csvOf({ actions }: Batch): string {
  const rows = actions.map(cellsOf)
  const columns = [
    ...new Set(['action', 'username', 'shortname', 'context', ...rows.flatMap((row) => Object.keys(row))]),
  ]
  const used = columns.filter(
    (column) => column === 'action' || rows.some((row) => row[column] !== undefined),
  )
  const lines = rows.map((row) => used.map((column) => row[column] ?? ''))
  return [used, ...lines].map((cells) => csvRow(cells) + '\n').join('')
}

function cellsOf(action: DatahubAction): Record<string, string> {
  const { verb, fields } = action
  const cells: Record<string, string> = { action: verb === 'suspend' ? 'disable' : verb, ...fields }
  if (action.kind !== 'user') return cells
  for (const [name, value] of Object.entries(action.find ?? {})) cells[`user_${name}`] = value
  for (const [name, value] of Object.entries(action.profile ?? {})) cells[`profile_field_${name}`] = value
  return cells
}
