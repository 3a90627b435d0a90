/** Columns of which something is kept (moodle-csv.md section 4). */
const KEPT_COLUMNS = [
  'name',
  'idnumber',
  'description',
  'visible',
  'context',
  'category',
  'category_id',
  'category_idnumber',
  'category_path',
] as const
export type CohortColumn = (typeof KEPT_COLUMNS)[number]

/** Accepted, with a warning. A context's number is of the database that gave it, and of no other. */
const UNKEPT_COLUMNS = ['contextid', 'descriptionformat', 'theme'] as const

/** Every column of which something is kept, for messages. */
export const COLUMN_NAMES: readonly string[] = KEPT_COLUMNS

/** What the name of a column means; null when it means nothing. */
export function columnNamed(label: string): CohortColumn | 'unkept' | null {
  const name = plainName(label)
  const kept = KEPT_COLUMNS.find((known) => plainName(known) === name)
  if (kept !== undefined) return kept
  return (UNKEPT_COLUMNS as readonly string[]).includes(name) ? 'unkept' : null
}

/** Case, blanks and underscores do not matter. */
export function plainName(label: string): string {
  return label.toLowerCase().replace(/[\s_]/g, '')
}
