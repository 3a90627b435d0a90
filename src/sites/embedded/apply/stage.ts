import { sql } from 'kysely'
import type { Entities, EntityKind } from '../../../domain/entities.ts'
import { copyCell } from '../../../store/copy-text.ts'
import { ensureStaging } from '../../../store/staging.ts'
import type { Tx } from '../../../store/store.ts'
import { TABLES } from '../tables.ts'

/** An entity on its way in, with the line of the record that caused it. */
export interface Staged<K extends EntityKind> {
  readonly entity: Entities[K]
  readonly line: number
}

/** Fills the staging table of a kind by COPY, and names it. Rows of an earlier fill are gone. */
export async function stage<K extends EntityKind>(
  tx: Tx,
  kind: K,
  rows: readonly Staged<K>[],
): Promise<string> {
  const { table, columns } = TABLES[kind]
  const name = `stage_${table}`
  await ensureStaging(
    tx,
    name,
    `stage_line integer, ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
  )
  await emptyForRefill(tx, name)
  // Each row is joined at once: one text grown by a million pieces would keep all of them until its end.
  const cells: string[] = []
  const lines = rows.map(({ entity, line }) => {
    cells[0] = String(line)
    for (let at = 0; at < columns.length; at++) cells[at + 1] = copyCell(columns[at]!.value(entity))
    return cells.join('\t')
  })
  await tx.copy(name, ['stage_line', ...columns.map((column) => column.name)], `${lines.join('\n')}\n`)
  return name
}

/** To be called before each fill of a staging table: rows of an earlier one vanish by themselves only with the transaction. */
export async function emptyForRefill(tx: Tx, name: string): Promise<void> {
  if (filled(tx).has(name)) await sql`delete from ${sql.table(name)}`.execute(tx.db)
  filled(tx).add(name)
}

const fills = new WeakMap<Tx, Set<string>>()

function filled(tx: Tx): Set<string> {
  const names = fills.get(tx) ?? new Set<string>()
  fills.set(tx, names)
  return names
}
