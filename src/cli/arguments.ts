import { InvalidArgumentError } from 'commander'

/** Reads a whole number from 1, for commander's `argParser`. */
export function countingNumber(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number
  throw new InvalidArgumentError('A whole number from 1 is accepted.')
}
