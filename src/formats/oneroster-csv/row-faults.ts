import { type Finding, finding } from '../../domain/finding.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import { existing } from '../../domain/values/dates.ts'
import { nearest } from '../../domain/values/nearest.ts'
import type { CsvRecord } from '../csv/record.ts'
import { rowFault } from '../datahub-csv/row-fault.ts'
import type { Layout, PlacedColumn } from './layout.ts'
import { itemsOf, rowLabel } from './row.ts'
import { ACTIVE, DELTA_STATUSES, EXTENSION, type Mode, type Version } from './vocabulary.ts'

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const FLAGS: readonly string[] = ['true', 'false']
const NONE: readonly Finding[] = []

/** A finding that still lacks the name of its row, which only few rows need. */
type Fault = (row: string) => Finding

/**
 * Everything that is wrong with a row by itself (reference page, section 1.2), missing values first; references are
 * judged elsewhere. A row whose shape is wrong has that one fault.
 */
export function rowFaults(row: CsvRecord, layout: Layout, version: Version): readonly Finding[] {
  const shape = rowFault(row, layout.header)
  if (shape !== null) return [shape]
  const faults: Fault[] = []
  const empty: string[] = []
  for (const column of layout.columns) {
    const value = row.cells[column.index]!.trim()
    if (column.required && isEmpty(value, column)) {
      empty.push(column.name)
      continue
    }
    const fault = cellFault(value, column, layout.mode, version)
    if (fault !== null) faults.push(fault)
  }
  if (faults.length === 0 && empty.length === 0) return NONE
  const label = rowLabel(row.cells[layout.places.get('sourcedId')!]!.trim())
  const found = faults.map((fault) => fault(label))
  return empty.length === 0 ? found : [finding('RB-1241', { row: label, field: empty.join(', ') }), ...found]
}

/** A list of nothing but commas has no value. */
function isEmpty(value: string, { type }: PlacedColumn): boolean {
  return value === '' || (type === 'list' && itemsOf(value).length === 0)
}

function cellFault(value: string, column: PlacedColumn, mode: Mode, version: Version): Fault | null {
  const { name: field, type, values } = column
  if (field === 'status') return statusFault(value, mode)
  if (value === '') return null
  if (value.includes(SEPARATOR)) return () => finding('RB-1028', { field })
  switch (type) {
    case 'text':
      return null
    case 'date':
      return isIsoDate(value) ? null : (row) => finding('RB-1243', { row, field, value })
    case 'boolean':
      return FLAGS.includes(value.toLowerCase()) ? null : notOneOf(field, value, FLAGS)
    case 'enumeration':
    case 'list': {
      if (values === undefined) return null
      const items = type === 'list' ? itemsOf(value) : [value]
      const strange = items.find((item) => !values.includes(item) && !isExtension(item, version))
      return strange === undefined ? null : notOneOf(field, strange, values)
    }
  }
}

function statusFault(value: string, mode: Mode): Fault | null {
  if (mode === 'delta') {
    if ((DELTA_STATUSES as readonly string[]).includes(value)) return null
    return (row) => finding('RB-1245', { row, field: 'status', value, accepted: DELTA_STATUSES })
  }
  if (value === '' || value === ACTIVE) return null
  return (row) => finding('RB-1244', { row, field: 'status', value })
}

function isIsoDate(text: string): boolean {
  const parts = ISO_DATE.exec(text)
  return parts !== null && existing(Number(parts[1]), Number(parts[2]), Number(parts[3])) !== null
}

function isExtension(value: string, version: Version): boolean {
  return version === '1.2' && value.startsWith(EXTENSION)
}

function notOneOf(field: string, value: string, accepted: readonly string[]): Fault {
  const near = nearest(value, accepted)
  const hint = near === null ? '.' : `. Did you mean "${near}"?`
  return (row) => finding('RB-1242', { row, field, value, accepted, hint })
}
