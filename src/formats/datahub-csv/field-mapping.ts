import { FILE_KINDS, type FileKind } from '../../domain/action.ts'
import { refusal } from '../../domain/finding.ts'
import { unknownSetting } from '../settings.ts'
import { FIELDS, profileField, sameName } from './fields.ts'

/** By kind: standard field name to the column that it is read from (Data Hub section 2.1). */
export type FieldMapping = Readonly<Record<FileKind, Readonly<Record<string, string>>>>

/** The field of the action word, beside the fields that hold values. */
export const ACTION = 'action'

/**
 * Throws RollbookError: RB-8001 or RB-8002 for a field that does not exist, RB-8003 for a column without a name,
 * RB-8004 when two fields of a kind would be read from one column, those that are not mapped included.
 */
export function checkFieldMapping(mapping: FieldMapping): void {
  for (const kind of FILE_KINDS) {
    const names = [ACTION, ...FIELDS[kind].map((field) => field.name)]
    const mapped = mapping[kind]
    for (const [name, column] of Object.entries(mapped)) {
      if (!names.includes(name) && !(kind === 'user' && profileField(name)?.name === name)) {
        throw unknownSetting(['fieldMapping', kind, name], names)
      }
      if (column.trim() === '') {
        const field = `fieldMapping.${kind}.${name}`
        throw refusal('RB-8003', { field, value: column, accepted: 'the name of a column' })
      }
    }
    const readFrom = new Map<string, string>()
    for (const name of new Set([...names, ...Object.keys(mapped)])) {
      const column = mapped[name] ?? name
      const other = readFrom.get(sameName(column))
      if (other !== undefined) {
        throw refusal('RB-8004', { field: `fieldMapping.${kind}`, first: other, second: name, value: column })
      }
      readFrom.set(sameName(column), name)
    }
  }
}

/** The column that a field is read from. */
export function columnOf(mapping: FieldMapping, kind: FileKind, field: string): string {
  return mapping[kind][field] ?? field
}
