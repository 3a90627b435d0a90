import { sameName } from './fields.ts'

const MOST_NAMES = 20
const LONGEST_NAME = 60

/** A column name of the file, short enough for a message. */
export function shownName(label: string): string {
  return label.length > LONGEST_NAME ? `${label.slice(0, LONGEST_NAME)}…` : label
}

/**
 * The columns of a refused header for a message. Where most of them are not known, the line may be a row of values
 * after all, a password among them: then the unknown ones are only counted.
 */
export function shownColumns(header: readonly string[], known: readonly string[]): string[] {
  const names = new Set(known.map(sameName))
  const labels = header.map((cell) => shownName(cell.trim()))
  const knownLabels = labels.filter((label) => names.has(sameName(label)))
  const shown = (knownLabels.length * 2 >= labels.length ? labels : knownLabels).slice(0, MOST_NAMES)
  const others = labels.length - shown.length
  return others === 0 ? shown : [...shown, `and ${others} others`]
}
