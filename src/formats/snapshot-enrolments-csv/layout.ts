import { sameName } from '../datahub-csv/fields.ts'
import { isRejectColumn } from '../reject-columns.ts'
import { type Column, columnIn } from '../snapshot-csv/list-header.ts'
import type { EnrolmentListSettings } from './settings.ts'

/** Columns that a list may have besides those that say who is in which course. */
const OPTIONAL = ['role', 'begin', 'end', 'group'] as const

/** Which column of a list is read into what; the index is -1 where the header lacks it. */
export interface Layout extends Readonly<Record<(typeof OPTIONAL)[number], Column>> {
  readonly header: readonly string[]
  readonly person: Column
  readonly course: Column
  /** Columns that are not read. */
  readonly unknown: readonly string[]
}

/** Lays the columns over a header, whatever their order and letter case. */
export function layoutOf(
  header: readonly string[],
  { matchField, courseField }: Pick<EnrolmentListSettings, 'matchField' | 'courseField'>,
): Layout {
  const known = new Set([...OPTIONAL, matchField, courseField].map(sameName))
  return {
    header,
    person: columnIn(header, matchField),
    course: columnIn(header, courseField),
    role: columnIn(header, 'role'),
    begin: columnIn(header, 'begin'),
    end: columnIn(header, 'end'),
    group: columnIn(header, 'group'),
    unknown: header
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '' && !known.has(sameName(cell)) && !isRejectColumn(cell)),
  }
}
