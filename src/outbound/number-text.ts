import { parseDecimal, roundedText } from '../domain/values/decimal.ts'

/** A score or grade as outbound rule O-22 prints it; none is an empty value, nought is `0`. */
export function numberText(value: string | null, places: number): string {
  const number = value === null ? null : parseDecimal(value)
  return number === null ? '' : roundedText(number, places)
}
