const MOST_NAMES = 20
const LONGEST_NAME = 60

/** A column name of the file, short enough for a message. */
export function shownName(label: string): string {
  return label.length > LONGEST_NAME ? `${label.slice(0, LONGEST_NAME)}…` : label
}

/** The column names of a header for a message: the first of them, when there are many. */
export function shown(header: readonly string[]): string[] {
  const names = header.slice(0, MOST_NAMES).map((cell) => shownName(cell.trim()))
  return header.length > MOST_NAMES ? [...names, `and ${header.length - MOST_NAMES} more`] : names
}
