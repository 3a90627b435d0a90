import { refusal } from '../finding.ts'

/** A whole number of a database, which JavaScript must be able to hold exactly. Throws RB-6045 beyond 2^53. */
export function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw refusal('RB-6045', { value: text })
  return value
}
