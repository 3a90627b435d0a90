import { compareDecimals, type Decimal, minus, parseDecimal, times } from '../domain/values/decimal.ts'

type Letters = readonly (readonly [lowerBound: string, letter: string])[]

/** Moodle's own (outbound rule O-23), highest first. */
const DEFAULT_LETTERS: Letters = [
  ['93', 'A'],
  ['90', 'A-'],
  ['87', 'B+'],
  ['83', 'B'],
  ['80', 'B-'],
  ['77', 'C+'],
  ['73', 'C'],
  ['70', 'C-'],
  ['67', 'D+'],
  ['60', 'D'],
  ['0', 'F'],
]

const HUNDRED: Decimal = { units: 100n, places: 0 }
const NOUGHT: Decimal = { units: 0n, places: 0 }

export interface Graded {
  readonly grade: string
  readonly min: string
  readonly max: string
  readonly letters: Letters | null
}

/**
 * The letter for a grade's share of its range, exactly and before any rounding. A share below nought or above all counts
 * as that bound; a range without width is reached in full. Null when the letters begin above the share.
 */
export function letterOf({ grade, min, max, letters }: Graded): string | null {
  const [value, least, most] = [grade, min, max].map(parseDecimal)
  if (!value || !least || !most) return null
  const width = minus(most, least)
  const reached = within(minus(value, least), width)
  const ranked = (letters ?? DEFAULT_LETTERS)
    .flatMap(([bound, letter]) => {
      const lower = parseDecimal(bound)
      return lower === null ? [] : [{ lower, letter }]
    })
    .sort((one, other) => compareDecimals(other.lower, one.lower))
  // reached / width >= lower / 100, without dividing.
  const found = ranked.find(({ lower }) =>
    compareDecimals(width, NOUGHT) <= 0
      ? compareDecimals(HUNDRED, lower) >= 0
      : compareDecimals(times(reached, HUNDRED), times(lower, width)) >= 0,
  )
  return found?.letter ?? null
}

function within(value: Decimal, most: Decimal): Decimal {
  if (compareDecimals(value, NOUGHT) < 0) return NOUGHT
  return compareDecimals(value, most) > 0 ? most : value
}
