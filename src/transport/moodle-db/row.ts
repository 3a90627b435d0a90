import { refusal } from '../../domain/finding.ts'

/**
 * What a column becomes, the same on both engines:
 *
 * | type | JavaScript |
 * | --- | --- |
 * | whole numbers of any width, floats | number; a whole one beyond 2^53 is refused (RB-6045) |
 * | DECIMAL, NUMERIC | exact text such as `66.66700` |
 * | texts | string |
 */
export type Cell = number | string | null

export function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw refusal('RB-6045', { value: text })
  return value
}
