import type { SourceFile } from '../format.ts'
import type { IdSet } from '../ids/id-set.ts'
import type { Column } from './column.ts'
import { type Layout, layoutOf } from './layout.ts'
import { Row } from './row.ts'
import { rowFaults } from './row-faults.ts'
import { streamRows } from './stream-rows.ts'
import type { Listed, Version } from './vocabulary.ts'

/** The rows of a table that others may refer to: without a fault, not doubled, not withdrawn. */
export async function* goodRows(
  file: SourceFile,
  columns: readonly Column[],
  { mode, version, doubled }: { mode: Listed; version: Version; doubled: IdSet },
): AsyncGenerator<Row> {
  let layout: Layout | null = null
  for await (const rows of streamRows(file)) {
    for (const record of rows) {
      if (layout === null) {
        layout = layoutOf(record, columns, mode)
        continue
      }
      if (rowFaults(record, layout, version).length > 0) continue
      const row = new Row(record, layout)
      if (!row.isWithdrawn && !doubled.has(row.sourcedId)) yield row
    }
  }
}
