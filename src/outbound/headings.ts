import { refusal } from '../domain/finding.ts'
import { cleanHeading } from './csv/cells.ts'
import type { ExportSettings } from './settings/settings.ts'

/** The columns that every file begins with. */
export const REQUIRED_COLUMNS = ['username', 'uniqueid', 'Date'] as const

/**
 * The headings of a file with these default columns, as the settings name them, with those of extra columns behind
 * (outbound rule O-14). Throws RB-7101 for two equal ones, RB-7102 for one that is empty or blank.
 */
export function headingsOf(columns: readonly string[], settings: ExportSettings): string[] {
  const named = columns.map((column) => ({
    column,
    heading: Object.hasOwn(settings.headings, column) ? settings.headings[column]! : column,
  }))
  const extra = settings.extraColumns.map(({ field, heading }) => ({ column: field, heading }))
  const first = new Map<string, string>()
  return [...named, ...extra].map(({ column, heading }) => {
    const shown = cleanHeading(heading, settings)
    if (shown.trim() === '') throw refusal('RB-7102', { field: column, value: heading })
    const taken = first.get(shown)
    if (taken !== undefined) throw refusal('RB-7101', { value: shown, first: taken, second: column })
    first.set(shown, column)
    return shown
  })
}
