import { type Finding, finding } from '../../domain/finding.ts'
import type { AccountSync, AccountValues } from '../../domain/sync-action.ts'
import { isEraseToken } from '../csv/cell-states.ts'
import type { Layout } from './layout.ts'
import type { SnapshotSettings } from './settings.ts'

/**
 * What a row asks for, or why it is refused (snapshot-sync.md 3.3). `cells` are trimmed and as many as the columns.
 * Somebody who is not known by id number is never looked for by name.
 */
export function accountOf(
  cells: readonly string[],
  { id, fields, further }: Layout,
  settings: SnapshotSettings,
): AccountSync | Finding {
  const erases = settings.emptyFields === 'erase'
  const values: { -readonly [Field in keyof AccountValues]: AccountValues[Field] } = {}
  const empty: string[] = []
  for (const { field, index, label } of fields) {
    const value = cells[index]!
    if (value === '') empty.push(label)
    else values[field] = field === 'username' ? value.toLowerCase() : value
  }
  const kept = [id, ...fields].find(({ index }) => isEraseToken(cells[index]!, settings))
  if (kept !== undefined) {
    const accepted = further.map(({ label }) => label)
    return finding('RB-2019', { field: kept.label, value: cells[kept.index]!, accepted })
  }
  if (erases && empty.length > 0) return finding('RB-2001', { field: empty.join(', ') })
  const profile = further.filter(({ index }) => erases || cells[index] !== '')
  return {
    kind: 'user',
    verb: 'sync',
    by: { field: 'idnumber', value: cells[id.index]! },
    values,
    // `fromEntries`, because a column may be named `__proto__`.
    ...(profile.length > 0 && {
      profile: Object.fromEntries(
        profile.map(({ index, label }) => [label, textOf(cells[index]!, settings)]),
      ),
    }),
    ...(settings.reactivateReturning && { suspended: false }),
    ifKnown: settings.updateUsers ? 'update' : 'leave',
    ifUnknown: settings.createUsers ? 'create' : 'reject',
    whyKnown: 'updateUsers',
    whyUnknown: 'createUsers',
  }
}

/** Of a further column: the token empties. */
function textOf(cell: string, settings: SnapshotSettings): string {
  return isEraseToken(cell, settings) ? '' : cell
}
