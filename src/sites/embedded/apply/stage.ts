import type { Entities, EntityKind } from '../../../domain/entities.ts'
import { CopyBuffer } from '../../../store/copy-buffer.ts'
import { copyCell } from '../../../store/copy-text.ts'
import { TABLES } from '../tables.ts'
import type { Writes } from './writes.ts'

/** What holds an entity on its way in. */
export interface Staged<K extends EntityKind> {
  readonly after: Entities[K] | null
  /** Index of the record that caused it. */
  readonly record: number
}

/** To spell bytes is a way out of JavaScript each time: rows go there some together. */
const PIECE_LENGTH = 1 << 12

/** Enough for most rows of the widest table, users. */
const ROW_BYTES = 512

/** Fills the staging table of a kind by COPY, each row with the line of its record (0: of none), and names it. */
export function stage<K extends EntityKind>(
  writes: Writes,
  kind: K,
  rows: readonly Staged<K>[],
  lines: readonly number[] = [],
): string {
  const { table, columns } = TABLES[kind]
  const name = `stage_${table}`
  const text = new CopyBuffer(rows.length * ROW_BYTES)
  let piece = ''
  for (const { after, record } of rows) {
    piece += String(lines[record] ?? 0)
    for (let at = 0; at < columns.length; at++) piece += `\t${copyCell(columns[at]!.value(after!))}`
    piece += '\n'
    if (piece.length < PIECE_LENGTH) continue
    text.add(piece)
    piece = ''
  }
  text.add(piece)
  writes.fill(
    name,
    `stage_line integer, ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
    ['stage_line', ...columns.map((column) => column.name)],
    text.bytes,
  )
  return name
}
