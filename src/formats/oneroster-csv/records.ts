import type { Action } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import type { CsvRecord } from '../csv/record.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import type { IdSet } from '../ids/id-set.ts'
import { takeErased } from './erasing.ts'
import { detailOf } from './inspect.ts'
import { type Layout, layoutOf } from './layout.ts'
import { presentIn } from './present.ts'
import { Row } from './row.ts'
import { rowFaults } from './row-faults.ts'
import { scanTable } from './scan-table.ts'
import type { OnerosterSettings } from './settings.ts'
import { streamRows } from './stream-rows.ts'
import { columnsOf, type TableName } from './tables.ts'
import { type Translate, translatorOf } from './translate.ts'

/**
 * Streams the rows of an inspected table as records, in batches that are full but for the last. What the rows refer to
 * within the package is read from its files first: `siblings` are all of them. Throws as `openPackage` does.
 */
export async function* records(
  file: SourceFile,
  inspection: Inspection,
  settings: OnerosterSettings,
  batchSize: number,
  siblings: readonly SourceFile[] = [],
): AsyncGenerator<SourceRecord[]> {
  if (inspection.records === 0) return
  const { table, version, mode, doubled: hasDoubled } = detailOf(inspection)
  const columns = columnsOf(version, table)!
  const doubled = hasDoubled ? (await scanTable(file, columns, mode)).doubled : null
  const translate = await translatorOf(table, siblings, settings)

  const readRow = (record: CsvRecord, layout: Layout): Action | Finding => {
    const taken = takeErased(record, layout, table, settings)
    if ('code' in taken) return taken
    const [fault] = rowFaults(taken.row, layout, version)
    return fault ?? actionOf(new Row(taken.row, layout, taken.erased), doubled, translate)
  }

  let layout: Layout | null = null
  let batch: SourceRecord[] = []
  for await (const rows of streamRows(file)) {
    for (const row of rows) {
      if (layout === null) {
        layout = layoutOf(row, columns, mode)
        continue
      }
      const read = readRow(row, layout)
      batch.push(
        'code' in read ? refused(new Row(row, layout), read, table, settings) : asking(row.line, read),
      )
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}

function actionOf(row: Row, doubled: IdSet | null, translate: Translate): Action | Finding {
  const { sourcedId } = row
  if (doubled?.has(sourcedId)) return finding('RB-1240', { field: 'sourcedId', value: sourcedId })
  return translate(row)
}

/** The action holds all that its outcome depends on, settings and the rest of the package included. */
function asking(line: number, action: Action): SourceRecord {
  return { line, key: keyOf(action), text: JSON.stringify(action), action }
}

/** Rows that are only looked at must not be taken for those that the site's things come from. */
function keyOf(action: Action): string | null {
  return 'note' in action ? null : recordKey(action)
}

function refused(row: Row, because: Finding, table: TableName, settings: OnerosterSettings): SourceRecord {
  const present = presentIn(row, table, settings)
  return {
    line: row.line,
    key: null,
    ...(present !== undefined && { present }),
    text: row.cells.join(SEPARATOR),
    finding: because,
  }
}
