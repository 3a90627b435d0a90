import { ERASABLE_USER_FIELDS } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { MORE_USER_FIELDS, mayBeEmpty, moreRule } from '../../domain/more-fields.ts'
import type { AccountSync } from '../../domain/sync-action.ts'
import type { Cells } from './cells.ts'
import { columnNamed, PROFILE_PREFIX } from './columns.ts'
import type { UploadUsersSettings } from './settings.ts'

/** Fields that an account may be without. */
const ERASABLE: NonNullable<AccountSync['erase']> = [
  ...ERASABLE_USER_FIELDS,
  ...MORE_USER_FIELDS.filter((field) => mayBeEmpty(moreRule('user', field)!)),
]

/** RB-2019 for an erase token in a column that is no value which an account may be without; null: there is none. */
export function erasingFault({ erased }: Cells, { eraseToken }: UploadUsersSettings): Finding | null {
  const kept = erased.find((label) => {
    const column = columnNamed(label)
    return column?.as !== 'profile' && !(column?.as === 'value' && isErasable(column.field))
  })
  if (kept === undefined) return null
  const accepted = [...ERASABLE, `${PROFILE_PREFIX}…`]
  return finding('RB-2019', { field: kept, value: eraseToken, accepted })
}

/** Fields of a known user that a row takes away; an account cannot be without the others. */
export function erasedFields(
  { values, erased }: Cells,
  { emptyCells, updateType }: UploadUsersSettings,
): NonNullable<AccountSync['erase']> {
  if (updateType === 'missing') return []
  const names = new Set(erased.map((label) => label.toLowerCase()))
  return ERASABLE.filter((field) => values[field] === '' && (emptyCells === 'erase' || names.has(field)))
}

/** The profile fields of a row, without empty ones that say nothing. */
export function saidProfile(
  { profile, erased }: Cells,
  { emptyCells }: UploadUsersSettings,
): Readonly<Record<string, string>> {
  if (emptyCells === 'erase') return profile
  const names = new Set(erased.map((label) => label.slice(PROFILE_PREFIX.length)))
  return Object.fromEntries(
    Object.entries(profile).filter(([name, value]) => value !== '' || names.has(name)),
  )
}

function isErasable(field: string): boolean {
  return (ERASABLE as readonly string[]).includes(field)
}
