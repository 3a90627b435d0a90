import type { AccountSync } from '../../domain/sync-action.ts'
import { METADATA } from './layout.ts'
import type { Row } from './row.ts'
import type { OnerosterSettings } from './settings.ts'
import { columnsOf } from './tables.ts'
import { VERSIONS } from './vocabulary.ts'

/** Columns of users that no profile field may have: they say what the row is about, or hold a secret. */
const NEVER: readonly string[] = ['sourcedId', 'status', 'dateLastModified', 'password']

/** Columns of users of either version whose values may be kept in profile fields, besides those of extensions. */
export const PROFILE_COLUMNS: readonly string[] = [
  ...new Set(VERSIONS.flatMap((version) => columnsOf(version, 'users')!.map(({ name }) => name))),
].filter((name) => !NEVER.includes(name))

export function isProfileColumn(name: string): boolean {
  return PROFILE_COLUMNS.includes(name) || (name.startsWith(METADATA) && name.length > METADATA.length)
}

/** What a row of users says of profile fields; an empty cell leaves what is stored unless it is said to erase. */
export function profileOf(
  row: Row,
  { profileFields, emptyCells }: OnerosterSettings,
): Pick<AccountSync, 'profile'> {
  const said = Object.entries(profileFields).filter(
    ([column]) =>
      row.has(column) && (row.get(column) !== '' || emptyCells === 'erase' || row.erased.has(column)),
  )
  if (said.length === 0) return {}
  return { profile: Object.fromEntries(said.map(([column, field]) => [field, row.get(column)])) }
}
