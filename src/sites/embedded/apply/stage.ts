import type { Entities, EntityKind } from '../../../domain/entities.ts'
import { copyCell } from '../../../store/copy-text.ts'
import { TABLES } from '../tables.ts'
import type { Writes } from './writes.ts'

/** An entity on its way in, with the line of the record that caused it. */
export interface Staged<K extends EntityKind> {
  readonly entity: Entities[K]
  readonly line: number
}

/** Fills the staging table of a kind by COPY, and names it. */
export function stage<K extends EntityKind>(writes: Writes, kind: K, rows: readonly Staged<K>[]): string {
  const { table, columns } = TABLES[kind]
  const name = `stage_${table}`
  // Each row is joined at once: one text grown by a million pieces would keep all of them until its end.
  const cells: string[] = []
  const lines = rows.map(({ entity, line }) => {
    cells[0] = String(line)
    for (let at = 0; at < columns.length; at++) cells[at + 1] = copyCell(columns[at]!.value(entity))
    return cells.join('\t')
  })
  writes.fill(
    name,
    `stage_line integer, ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
    ['stage_line', ...columns.map((column) => column.name)],
    `${lines.join('\n')}\n`,
  )
  return name
}
