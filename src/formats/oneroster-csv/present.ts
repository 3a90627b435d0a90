import { courseKey, nameKey, recordKey } from '../../domain/record-key.ts'
import { isUsableId } from '../ids/usable-id.ts'
import { membershipIn } from './enrollment.ts'
import type { Row } from './row.ts'
import type { OnerosterSettings } from './settings.ts'
import type { TableName } from './tables.ts'

/**
 * Key of what a refused row names all the same, so that it does not count as missing (reference page, section 3.3).
 * Undefined where the row does not say, and for tables that remove nothing.
 */
export function presentIn(row: Row, table: TableName, settings: OnerosterSettings): string | undefined {
  const by = { field: 'idnumber', value: row.sourcedId } as const
  switch (table) {
    case 'users':
      return isUsableId(by.value) ? nameKey(by) : undefined
    case 'classes':
      return isUsableId(by.value) ? courseKey(by) : undefined
    case 'enrollments': {
      const membership = membershipIn(row, settings)
      if (membership === null) return undefined
      const { person, course } = membership
      if (!isUsableId(person.value) || !isUsableId(course.value)) return undefined
      return recordKey({ ...membership, verb: 'enrol' }) ?? undefined
    }
    default:
      return undefined
  }
}
