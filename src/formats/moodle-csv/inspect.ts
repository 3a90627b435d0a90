import type { RecordKind } from '../../domain/action.ts'
import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import { CsvReader } from '../csv/reader.ts'
import type { CsvRecord } from '../csv/record.ts'
import { sameName } from '../datahub-csv/fields.ts'
import { decode } from '../encodings/decode.ts'
import { settleEncoding } from '../encodings/settle.ts'
import type { Inspection, SourceFile } from '../format.ts'
import { withLineFeeds } from './line-feeds.ts'
import { DELIMITERS, type TableSettings } from './settings.ts'

/** What a format says of a header: warnings, or a thrown RollbookError that refuses the file. */
export type HeaderCheck = (cells: readonly string[]) => readonly Finding[]

/**
 * Reads a whole upload once (moodle-csv.md section 0): encoding, header, the number of cells of every row. Throws
 * RollbookError when the file is refused: RB-1002 when it is empty, RB-1301 for a row that does not fit its header,
 * RB-1302 for fewer than two columns, RB-1303 when it was sent as a file of another kind. A 1 in one of the columns
 * `removing` asks to remove something.
 */
export async function inspectTable(
  file: SourceFile,
  kind: RecordKind,
  settings: TableSettings,
  checkHeader: HeaderCheck,
  removing: readonly string[],
): Promise<Inspection> {
  refuseOtherKind(file, kind)
  const { encoding, guessed, result } = await settleEncoding(file, settings.encoding, (encoding) =>
    look(file, encoding, settings, checkHeader, removing),
  )
  const warnings = guessed ? [finding('RB-1008', { value: encoding }), ...result.warnings] : result.warnings
  const separator = DELIMITERS[settings.delimiter]
  return { kind, encoding, separator, returnsEndLines: true, ...result, warnings }
}

/** Throws RollbookError RB-1303: the sender takes the file for something that this format cannot hold. */
export function refuseOtherKind(file: SourceFile, kind: RecordKind): void {
  if (file.kind === undefined || file.kind === kind) return
  throw refusal('RB-1303', { expected: file.kind, found: kind })
}

async function look(
  file: SourceFile,
  encoding: string,
  settings: TableSettings,
  checkHeader: HeaderCheck,
  removing: readonly string[],
): Promise<Pick<Inspection, 'header' | 'records' | 'blankLines' | 'warnings' | 'mayRemove'>> {
  const reader = new CsvReader(DELIMITERS[settings.delimiter])
  let header: readonly string[] | null = null
  let warnings: readonly Finding[] = []
  let flags: readonly number[] = []
  let mayRemove = 0
  const take = (records: readonly CsvRecord[]) => {
    for (const record of records) {
      if (header === null) {
        header = headerOf(record, settings)
        warnings = checkHeader(header)
        flags = header.flatMap((name, index) => (removing.includes(sameName(name)) ? [index] : []))
      } else if (record.fault === null && record.cells.length !== header.length) {
        throw refusal('RB-1301', {
          line: record.line,
          value: record.cells.length,
          columns: header.length,
        })
      } else if (flags.some((index) => record.cells[index]?.trim() === '1')) {
        mayRemove++
      }
    }
  }
  for await (const text of withLineFeeds(decode(file, encoding))) take(reader.push(text))
  take(reader.end())
  if (header === null) throw refusal('RB-1002')
  return { header, records: reader.count - 1, blankLines: reader.blankLines, warnings, mayRemove }
}

function headerOf({ cells, fault }: CsvRecord, { delimiter }: TableSettings): readonly string[] {
  if (cells.length > MAX_COLUMNS) throw refusal('RB-1023', { limit: MAX_COLUMNS })
  if (fault !== null) throw refusal('RB-1044', { column: fault.cell + 1 })
  if (cells.length < 2) throw refusal('RB-1302', { accepted: delimiter })
  return cells
}
