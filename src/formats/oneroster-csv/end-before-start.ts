import { type Finding, finding } from '../../domain/finding.ts'
import type { Row } from './row.ts'

/** RB-1246 when both days are there and in the wrong order. ISO days compare as text. */
export function endBeforeStart(row: Row, start: string, end: string): Finding | null {
  const [first, last] = [row.get(start), row.get(end)]
  if (first === '' || last === '' || last >= first) return null
  return finding('RB-1246', { row: row.sourcedId, field: end, value: last, other: start, start: first })
}
