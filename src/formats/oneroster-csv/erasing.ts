import { type Finding, finding } from '../../domain/finding.ts'
import { isEraseToken } from '../csv/cell-states.ts'
import type { CsvRecord } from '../csv/record.ts'
import { CONTACT_COLUMNS } from './contact-details.ts'
import type { Layout } from './layout.ts'
import type { OnerosterSettings } from './settings.ts'
import type { TableName } from './tables.ts'

/** Columns whose value can be taken away; an enrollment without dates has no bounds, which an empty cell says too. */
const ERASABLE: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  users: ['email'],
  enrollments: ['beginDate', 'endDate'],
}

/** A row without its erase tokens, and the columns that they stood in. */
export interface ErasingRow {
  readonly row: CsvRecord
  readonly erased: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** Takes the erase tokens out of a row. RB-2019 for one in a column that must keep its value. */
export function takeErased(
  row: CsvRecord,
  layout: Layout,
  table: TableName,
  settings: OnerosterSettings,
): ErasingRow | Finding {
  if (settings.eraseToken === '') return { row, erased: NONE }
  const contact = table === 'users' && settings.contactDetails ? Object.keys(CONTACT_COLUMNS) : []
  const mapped = table === 'users' ? Object.keys(settings.profileFields) : []
  const accepted = [...new Set([...(ERASABLE[table] ?? []), ...contact, ...mapped])]
  const names = new Set([...layout.columns.map(({ name }) => name), ...mapped])
  const tokens = [...layout.places]
    .map(([name, index]) => ({ name, index }))
    .filter(({ name, index }) => names.has(name) && isEraseToken((row.cells[index] ?? '').trim(), settings))
  if (tokens.length === 0) return { row, erased: NONE }
  const kept = tokens.find(({ name }) => !accepted.includes(name))
  if (kept !== undefined) {
    return finding('RB-2019', { field: kept.name, value: settings.eraseToken, accepted })
  }
  const places = new Set(tokens.map(({ index }) => index))
  const cells = row.cells.map((cell, index) => (places.has(index) ? '' : cell))
  return { row: { ...row, cells }, erased: new Set(tokens.map(({ name }) => name)) }
}
