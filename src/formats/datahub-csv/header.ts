import { FILE_KINDS, type FileKind } from '../../domain/action.ts'
import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import type { CsvRecord } from '../csv/record.ts'
import { SEPARATOR_WORDS, type Separator } from '../csv/separator.ts'
import { columnOf } from './field-mapping.ts'
import { identifyingFields, sameName } from './fields.ts'
import { kindOf } from './kind.ts'
import { actionNames, allColumns, type IgnoredColumn, type Layout, layoutOf } from './layout.ts'
import type { DatahubSettings } from './settings.ts'
import { shownColumns, shownName } from './shown.ts'
import { ACTION_WORDS } from './verbs.ts'

export interface CheckedHeader {
  readonly kind: FileKind
  readonly cells: readonly string[]
  /** Columns that are not read. */
  readonly warnings: readonly Finding[]
  /** Any row may suspend somebody, whatever its action word is. */
  readonly maySuspend: boolean
}

/**
 * Judges the header of a file (Data Hub rules F-5 to F-8, quirks ). Throws RollbookError RB-1023,
 * RB-104x or RB-105x when it refuses the file.
 */
export function checkHeader(
  header: CsvRecord,
  sentAs: FileKind | undefined,
  separator: Separator,
  settings: DatahubSettings,
): CheckedHeader {
  const { cells, fault } = header
  if (cells.length > MAX_COLUMNS) throw refusal('RB-1023', { limit: MAX_COLUMNS })
  if (fault !== null) throw refusal('RB-1044', { column: fault.cell + 1 })
  refuseNoHeader(cells, sentAs, separator, settings)
  refuseBadNames(cells)
  const kind = kindOf(cells, sentAs, settings.fieldMapping)
  const layout = layoutOf(cells, kind, settings.fieldMapping)
  refuseMissingColumns(layout, cells, settings)
  const maySuspend = layout.columns.some(({ field }) => field.name === 'suspended')
  const warnings = layout.ignored.map((column) => ignoredColumn(column, kind, settings))
  return { kind, cells, warnings, maySuspend }
}

/**
 * A first line that is no header of ours. It may be a row of values, passwords among them, so the message must not
 * repeat it.
 */
function refuseNoHeader(
  cells: readonly string[],
  sentAs: FileKind | undefined,
  separator: Separator,
  settings: DatahubSettings,
): void {
  const expected = expectedColumns(sentAs ?? 'user', settings)
  const [cell = ''] = cells
  const other = ([';', '\t', ','] as const).find((candidate) => cell.includes(candidate))
  if (cells.length === 1 && other !== undefined) {
    const words = { separator: SEPARATOR_WORDS[other], wanted: SEPARATOR_WORDS[separator] }
    throw refusal('RB-1043', { ...words, expected })
  }
  const names = new Set(cells.map(sameName))
  const isKnown = (column: string) => names.has(sameName(column))
  const isRow = [...ACTION_WORDS].some((word) => names.has(word))
  if (isRow || !FILE_KINDS.some((kind) => allColumns(kind, settings.fieldMapping).some(isKnown))) {
    throw refusal('RB-1052', { expected })
  }
}

/** The names of columns that a message gives as examples. */
function expectedColumns(kind: FileKind, { fieldMapping, identifyBy }: DatahubSettings): string[] {
  const identifying = identifyingFields(kind, identifyBy).map((name) => columnOf(fieldMapping, kind, name))
  return [actionNames(kind, fieldMapping)[0]!, identifying[0]!]
}

function refuseBadNames(cells: readonly string[]): void {
  const seen = new Map<string, number>()
  for (const [index, cell] of cells.entries()) {
    const name = sameName(cell)
    if (name === '') throw refusal('RB-1040', { column: index + 1 })
    const first = seen.get(name)
    if (first !== undefined) {
      throw refusal('RB-1041', { field: shownName(cell.trim()), first: first + 1, second: index + 1 })
    }
    seen.set(name, index)
  }
}

/** Data Hub rules F-7 and F-8, in one refusal that names every column which would do. */
function refuseMissingColumns(layout: Layout, cells: readonly string[], settings: DatahubSettings): void {
  const { kind, actions, columns } = layout
  const mapping = settings.fieldMapping
  if (actions.length > 1) throw refusal('RB-1051', { found: actions.map((column) => column.label) })
  const present = new Set(columns.map((column) => column.field.name))
  const label = (field: string) => columnOf(mapping, kind, field)

  const missing: string[] = []
  if (actions.length === 0) missing.push(actionNames(kind, mapping).join(' or '))
  if (kind === 'enrolment' && !present.has('context')) missing.push(label('context'))
  const identifying = identifyingFields(kind, settings.identifyBy)
  if (!identifying.some((field) => present.has(field))) missing.push(identifying.map(label).join(' or '))
  if (missing.length > 0)
    throw refusal('RB-1042', { missing, found: shownColumns(cells, allColumns(kind, mapping)) })
}

function ignoredColumn({ label, mapped }: IgnoredColumn, kind: FileKind, settings: DatahubSettings): Finding {
  const field = shownName(label)
  if (mapped !== undefined) return finding('RB-1047', { field, mapped })
  const meant = nearest(label, allColumns(kind, settings.fieldMapping))
  return meant === null ? finding('RB-1045', { field }) : finding('RB-1046', { field, nearest: meant })
}
