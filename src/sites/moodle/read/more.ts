import {
  CUSTOM_FIELD,
  MORE_COURSE_FIELDS,
  MORE_USER_FIELDS,
  type MoreCourseField,
  type MoreUserField,
  type MoreValues,
} from '../../../domain/more-fields.ts'
import { type Row, rowsIn, text } from './rows.ts'

/** Look-ups answer these where they are not empty. */
const ANSWERED_OF_USERS: ReadonlySet<MoreUserField> = new Set([
  'phone1',
  'phone2',
  'address',
  'interests',
  'mailformat',
])

export function moreOfUser(row: Row): MoreValues<MoreUserField> {
  return Object.fromEntries(
    MORE_USER_FIELDS.flatMap((field): [string, string | null][] => {
      if (!ANSWERED_OF_USERS.has(field)) return [[field, null]]
      const value = text(row, field)
      return value === '' ? [] : [[field, value]]
    }),
  )
}

export function moreOfCourse(row: Row): MoreValues<MoreCourseField> {
  const own = MORE_COURSE_FIELDS.map((field): [string, string | null] => [field, switchText(row[field])])
  const custom = rowsIn(row, 'customfields').flatMap((one): [string, string][] => {
    const value = 'valueraw' in one ? text(one, 'valueraw') : text(one, 'value')
    return value === '' ? [] : [[`${CUSTOM_FIELD}${text(one, 'shortname')}`, value]]
  })
  return Object.fromEntries([...own, ...custom])
}

function switchText(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null
}
