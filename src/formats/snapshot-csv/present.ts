import { nameKey } from '../../domain/record-key.ts'
import { isUsableId } from '../ids/usable-id.ts'
import type { Layout } from './layout.ts'

/**
 * Keys of all whom a refused row may be about, so that none of them counts as missing. Where cells are missing or too
 * many, the id has moved by at most as many places, and each of these cells may be it.
 */
export function presentIn(cells: readonly string[], { id, header }: Layout): string[] {
  const moved = cells.length - header.length
  const from = Math.max(0, id.index + Math.min(moved, 0))
  const to = id.index + Math.max(moved, 0)
  const ids = cells.slice(from, to + 1).map((cell) => cell.trim())
  return [...new Set(ids)].filter(isUsableId).map((value) => nameKey({ field: 'idnumber', value }))
}
