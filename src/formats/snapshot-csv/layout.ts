import { sameName } from '../datahub-csv/fields.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { type Column, columnIn } from './list-header.ts'
import type { SnapshotSettings } from './settings.ts'

/** Columns that every list has besides the one that identifies (snapshot-sync.md section 1). */
export const FIELDS = ['username', 'email', 'firstname', 'lastname'] as const

/** Which column of a list is read into what. */
export interface Layout {
  readonly header: readonly string[]
  /** The column that identifies; it may be one of `fields` too. */
  readonly id: Column
  readonly fields: readonly (Column & { readonly field: (typeof FIELDS)[number] })[]
  /** Further columns: each fills the profile field of its name. Those that Rollbook adds to rejects are not among them. */
  readonly further: readonly Column[]
}

/** Lays the columns over a header, whatever their order and letter case. */
export function layoutOf(
  header: readonly string[],
  { matchField }: Pick<SnapshotSettings, 'matchField'>,
): Layout {
  const names = header.map(sameName)
  const known = new Set([...FIELDS, matchField].map(sameName))
  return {
    header,
    id: columnIn(header, matchField),
    fields: FIELDS.map((field) => ({ field, ...columnIn(header, field) })),
    further: names.flatMap((name, index) =>
      name === '' || known.has(name) || isRejectColumn(name) ? [] : [{ index, label: header[index]!.trim() }],
    ),
  }
}
