/** Columns of which something is kept (moodle-csv.md section 5). `idnumber` is the course's. */
const KEPT_COLUMNS = [
  'groupname',
  'coursename',
  'idnumber',
  'groupidnumber',
  'description',
  'groupingname',
  'enrolmentkey',
] as const
export type GroupColumn = (typeof KEPT_COLUMNS)[number]

/** Accepted, with a warning: only Moodle has conversations. */
const UNKEPT_COLUMNS: readonly string[] = ['enablemessaging']

/** Every column of which something is kept, for messages. */
export const COLUMN_NAMES: readonly string[] = KEPT_COLUMNS

/** What the name of a column means; null when it means nothing. Names count without case. */
export function columnNamed(label: string): GroupColumn | 'unkept' | null {
  const name = label.toLowerCase()
  return KEPT_COLUMNS.find((known) => known === name) ?? (UNKEPT_COLUMNS.includes(name) ? 'unkept' : null)
}
