import { type Finding, finding } from '../../domain/finding.ts'
import { recordKey, SEPARATOR } from '../../domain/record-key.ts'
import type { CsvRecord } from '../csv/record.ts'
import { recordBatches } from '../csv/record-batches.ts'
import { streamCsv } from '../csv/stream-csv.ts'
import { rowFault } from '../datahub-csv/row-fault.ts'
import { shownName } from '../datahub-csv/shown.ts'
import type { Inspection, SourceFile, SourceRecord } from '../format.ts'
import { isUsableId } from '../ids/usable-id.ts'
import { type Layout, layoutOf } from './layout.ts'
import { membershipOf, whoseOf } from './membership.ts'
import type { EnrolmentListSettings } from './settings.ts'

/** Streams the rows of an inspected list as records, in batches that are full but for the last. */
export function records(
  file: SourceFile,
  { encoding, header, separator }: Inspection,
  settings: EnrolmentListSettings,
  batchSize: number,
): AsyncGenerator<SourceRecord[]> {
  const layout = layoutOf(header!, settings)
  const rows = streamCsv(file, { encoding, separator: separator! })
  return recordBatches(rows, (row) => recordOf(row, layout, settings), batchSize)
}

function recordOf(row: CsvRecord, layout: Layout, settings: EnrolmentListSettings): SourceRecord {
  const { line, cells: written } = row
  const shape = rowFault(row, layout.header)
  if (shape !== null) return { line, key: null, text: written.join(SEPARATOR), finding: shape }
  const cells = written.map((cell) => cell.trim())
  const column = cells.findIndex((cell) => cell.includes(SEPARATOR))
  const asked =
    column === -1
      ? membershipOf(cells, layout, settings)
      : finding('RB-1028', { field: shownName(layout.header[column]!.trim()) })
  if ('code' in asked) return refused(line, cells, asked, layout, settings)
  // The action holds all that its outcome depends on, settings included.
  return { line, key: recordKey(asked), text: JSON.stringify(asked), action: asked }
}

/** Whoever a refused row names is not missing (snapshot-sync.md 3.4). */
function refused(
  line: number,
  cells: readonly string[],
  because: Finding,
  layout: Layout,
  settings: EnrolmentListSettings,
): SourceRecord {
  const whose = whoseOf(cells, layout, settings)
  const isNamed = isUsableId(whose.person.value) && isUsableId(whose.course.value)
  const present = isNamed ? recordKey(whose) : null
  return {
    line,
    key: null,
    ...(present !== null && { present }),
    text: cells.join(SEPARATOR),
    finding: because,
  }
}
