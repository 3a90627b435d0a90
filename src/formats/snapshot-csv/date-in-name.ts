import { existing } from '../../domain/values/dates.ts'
import type { Part, SourceFile } from '../format.ts'

/** Eight digits that are no part of a longer number. */
const EIGHT_DIGITS = /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g

/** The day in the name of a file, as `YYYYMMDD`: the last one, as in `UserUpload20240131.csv`. Null when there is none. */
export function dateInName(name: string): string | null {
  const days = [...name.matchAll(EIGHT_DIGITS)].filter(
    ([, year, month, day]) => existing(Number(year), Number(month), Number(day)) !== null,
  )
  return days.at(-1)?.[0] ?? null
}

/** Puts the lists of one arrival into the order of the days in their names, those without first (snapshot-sync.md 3.5). */
export function inOrderOfDays(parts: readonly Part[], files: readonly SourceFile[]): Part[] {
  const days = files.map(({ name }) => dateInName(name) ?? '')
  return parts.toSorted((a, b) => days[a.file]!.localeCompare(days[b.file]!, 'en'))
}
