import type { MoreUserField } from '../../domain/more-fields.ts'
import type { AccountSync } from '../../domain/sync-action.ts'
import type { Row } from './row.ts'
import type { OnerosterSettings } from './settings.ts'

/** Columns of users that are read where the setting `contactDetails` is on. */
export const CONTACT_COLUMNS = {
  middleName: 'middlename',
  phone: 'phone1',
  sms: 'phone2',
} as const satisfies Readonly<Record<string, MoreUserField>>

const COLUMNS = Object.entries(CONTACT_COLUMNS)

export interface ContactDetails extends Required<Pick<AccountSync, 'values' | 'erase' | 'lenient'>> {}

/** What a row says of them; a value that the site does not accept is left out, with a notice. */
export function contactDetails(row: Row, { contactDetails, emptyCells }: OnerosterSettings): ContactDetails {
  const read = contactDetails ? COLUMNS : []
  const given = read.filter(([column]) => row.get(column) !== '')
  const taken = read.filter(
    ([column]) =>
      row.erased.has(column) || (emptyCells === 'erase' && row.has(column) && row.get(column) === ''),
  )
  return {
    values: Object.fromEntries(given.map(([column, field]) => [field, row.get(column)])),
    erase: taken.map(([, field]) => field),
    lenient: given.map(([, field]) => field),
  }
}
