import type { Entities, EntityKind } from '../../../domain/entities.ts'
import { CopyBuffer } from '../../../store/copy-buffer.ts'
import { copyCell } from '../../../store/copy-text.ts'
import { TABLES } from '../tables.ts'
import type { Writes } from './writes.ts'

/** An entity on its way in, with the line of the record that caused it. */
export interface Staged<K extends EntityKind> {
  readonly entity: Entities[K]
  readonly line: number
}

/** Enough for most rows of the widest table, users. */
const ROW_BYTES = 512

/** Fills the staging table of a kind by COPY, and names it. */
export function stage<K extends EntityKind>(writes: Writes, kind: K, rows: readonly Staged<K>[]): string {
  const { table, columns } = TABLES[kind]
  const name = `stage_${table}`
  const text = new CopyBuffer(rows.length * ROW_BYTES)
  const cells: string[] = []
  for (const { entity, line } of rows) {
    cells[0] = String(line)
    for (let at = 0; at < columns.length; at++) cells[at + 1] = copyCell(columns[at]!.value(entity))
    cells[columns.length] += '\n'
    text.add(cells.join('\t'))
  }
  writes.fill(
    name,
    `stage_line integer, ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
    ['stage_line', ...columns.map((column) => column.name)],
    text.bytes,
  )
  return name
}
