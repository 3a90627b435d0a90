import type { FileKind } from '../../domain/action.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { ACTION, columnOf, type FieldMapping } from './field-mapping.ts'
import { FIELDS, type Field, profileField, sameName } from './fields.ts'

/** Which column of a file is read into which field. */
export interface Layout {
  readonly kind: FileKind
  /** Columns that hold the action word. A file that was accepted has exactly one. */
  readonly actions: readonly Column[]
  /** Columns that are read, ordered by field, so that the order of columns in the file makes no difference. */
  readonly columns: readonly FieldColumn[]
  /** Columns that are not read, without those that Rollbook itself adds to rejects. */
  readonly ignored: readonly IgnoredColumn[]
}

export interface Column {
  /** From 0. */
  readonly index: number
  /** As the file spells it, without outer spaces. */
  readonly label: string
}

export interface FieldColumn extends Column {
  readonly field: Field
}

export interface IgnoredColumn extends Column {
  /** The column that the mapping reads the field from instead. */
  readonly mapped?: string
}

/** Names that the action column may have: that of version 1 or that of version 2, or the mapped one alone. */
export function actionNames(kind: FileKind, mapping: FieldMapping): string[] {
  const mapped = mapping[kind][ACTION]
  return mapped === undefined ? [ACTION, `${kind}${ACTION}`] : [mapped]
}

/** Every column that a file of this kind may have, but for profile fields. */
export function allColumns(kind: FileKind, mapping: FieldMapping): string[] {
  return [...actionNames(kind, mapping), ...FIELDS[kind].map(({ name }) => columnOf(mapping, kind, name))]
}

/** Lays the fields of a kind over a header. A mapped field is read from its mapped column only (Data Hub 2.1). */
export function layoutOf(header: readonly string[], kind: FileKind, mapping: FieldMapping): Layout {
  const known = knownColumns(kind, mapping)
  const actionColumns = new Set(actionNames(kind, mapping).map(sameName))
  const actions: Column[] = []
  const columns: FieldColumn[] = []
  const ignored: IgnoredColumn[] = []
  for (const [index, cell] of header.entries()) {
    const label = cell.trim()
    const name = sameName(cell)
    const field = known.get(name) ?? unmappedProfileField(label, kind, mapping)
    if (actionColumns.has(name)) actions.push({ index, label })
    else if (field !== undefined) columns.push({ index, label, field })
    else if (!isRejectColumn(name))
      ignored.push({ index, label, mapped: new Map(Object.entries(mapping[kind])).get(name) })
  }
  const places = new Map(FIELDS[kind].map((field, place) => [field.name, place]))
  const place = ({ field }: FieldColumn) => places.get(field.name) ?? FIELDS[kind].length
  columns.sort((a, b) => place(a) - place(b) || (a.field.name < b.field.name ? -1 : 1))
  return { kind, actions, columns, ignored }
}

/** Fields by the name of the column that they are read from; of profile fields those that are mapped. */
function knownColumns(kind: FileKind, mapping: FieldMapping): Map<string, Field> {
  const known = new Map<string, Field>()
  for (const name of Object.keys(mapping[kind])) {
    const field = profileField(name)
    if (field !== null) known.set(sameName(mapping[kind][name]!), field)
  }
  for (const field of FIELDS[kind]) known.set(sameName(columnOf(mapping, kind, field.name)), field)
  return known
}

function unmappedProfileField(label: string, kind: FileKind, mapping: FieldMapping): Field | undefined {
  const field = kind === 'user' ? profileField(label) : null
  return field === null || Object.hasOwn(mapping[kind], field.name) ? undefined : field
}
