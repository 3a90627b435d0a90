/** More digits than these are no counter that somebody counted up, and would lose exactness as a number. */
const TRAILING_NUMBER = /^(.*?)(\d{1,15})$/s

export interface CountedName {
  /** What stands before the number. */
  readonly stem: string
  /** The number that the next name of the row has. */
  readonly next: number
}

/**
 * How a taken name is counted up (moodle-csv.md 2.4 step 4, 3.3 rule 9): a number at its end goes on from there, any
 * other name gets `suffix` and then the number 2.
 */
export function countedName(name: string, suffix: string): CountedName {
  const match = TRAILING_NUMBER.exec(name)
  if (match === null) return { stem: name + suffix, next: 2 }
  return { stem: match[1]!, next: Number(match[2]) + 1 }
}

/** The first name of the row that is not taken; the name itself when it is free. */
export function firstFreeName(name: string, suffix: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name
  const { stem, next } = countedName(name, suffix)
  for (let number = next; ; number++) {
    const candidate = `${stem}${number}`
    if (!isTaken(candidate)) return candidate
  }
}
