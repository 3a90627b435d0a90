import type { RecordKind } from '../domain/action.ts'
import { refusal } from '../domain/finding.ts'
import { CsvReader } from '../formats/csv/reader.ts'
import type { CsvRecord } from '../formats/csv/record.ts'
import { csvRow, withoutFormula } from '../formats/csv/writer.ts'
import { markedEncoding } from '../formats/encodings/byte-order-mark.ts'
import { decode } from '../formats/encodings/decode.ts'
import { encoder } from '../formats/encodings/encode.ts'
import type { Inspection, SourceFile } from '../formats/format.ts'
import { withLineFeeds } from '../formats/moodle-csv/line-feeds.ts'
import { isRejectColumn, REJECT_COLUMNS } from '../formats/reject-columns.ts'
import type { Hub } from './hub.ts'
import { oneOfEachLine, type Reason } from './one-of-each-line.ts'
import { readLog } from './read-log.ts'
import { rejectedLines } from './reject-lines.ts'
import type { RunFile } from './run-row.ts'
import { runFiles } from './run-store.ts'
import { sourceOf } from './start-run.ts'

/** A source file of a run that has rejected records. */
export interface RejectFile {
  readonly fileNo: number
  readonly name: string
  readonly kind: RecordKind
  readonly rejected: number
}

/** The files of a run that have rejected records, and columns or lines to give back. Throws RB-5002 when there is no such run. */
export async function filesWithRejects(
  hub: Hub,
  organisationId: number,
  runId: number,
): Promise<RejectFile[]> {
  const files = await filesOf(hub, organisationId, runId)
  return files.flatMap(({ fileNo, name, kind, counts, inspection }) => {
    const rejected = counts.rejected ?? 0
    const isReturned = inspection?.header !== undefined || inspection?.lines === true
    return kind === null || rejected === 0 || !isReturned ? [] : [{ fileNo, name, kind, rejected }]
  })
}

/**
 * The rejected records of one file of a run, in the sender's own layout: same separator, header, order and line ends,
 * values as they were, and behind them line, code and message. A mended file may be imported as it is.
 *
 * `encoding` is a WHATWG label. With UTF-8 a byte order mark comes first unless the source was UTF-8 without one:
 * spreadsheet programs need it, and so does a feed that is set to an encoding unlike ASCII.
 *
 * Throws RB-5033 for an encoding that cannot be written or that lacks a character, RB-5007 when the archived file is
 * gone, RB-5034 when it does not hold the records that the log tells of.
 */
export async function* rejects(
  hub: Hub,
  organisationId: number,
  runId: number,
  fileNo: number,
  encoding = 'utf-8',
): AsyncGenerator<Uint8Array> {
  const file = (await filesOf(hub, organisationId, runId)).find((candidate) => candidate.fileNo === fileNo)
  if (file?.inspection == null) return
  const { header, lines } = file.inspection
  if (header === undefined && lines !== true) return
  const encode = encoder(encoding)
  const source = await sourceOf(hub, organisationId, file)
  const look = await lookAt(source, file.inspection)
  if (encode.marked(look.marked || file.inspection.encoding !== 'utf-8')) yield encode.mark

  const log = oneOfEachLine(
    readLog(hub, organisationId, runId, { file: String(fileNo), outcome: 'rejected' }),
  )
  const rows =
    header === undefined
      ? rejectedLines(source, file.inspection.encoding, log)
      : joined(rowsOf(source, file.inspection), log, file)
  for await (const row of rows) yield encode.text(`${row}${look.lineEnd}`)
}

async function filesOf(hub: Hub, organisationId: number, runId: number): Promise<RunFile[]> {
  return hub.store.asOrganisation(organisationId, async (tx) => {
    const run = await tx.db.selectFrom('run').select('id').where('id', '=', runId).executeTakeFirst()
    if (run === undefined) throw refusal('RB-5002', { value: runId })
    return runFiles(tx, runId)
  })
}

/** The header and the rejected rows, each as a line of text without its end. Both sides rise by line. */
async function* joined(
  rows: AsyncIterable<CsvRecord>,
  log: AsyncIterable<Reason>,
  file: RunFile,
): AsyncGenerator<string> {
  const header = file.inspection!.header!
  const separator = file.inspection!.separator!
  const own = header.map((name, index) => ({ name, index })).filter(({ name }) => !isRejectColumn(name))
  // Counted from the right, so that they are found in rows that have too few or too many cells as well.
  const dropped = new Set(
    header.flatMap((name, index) => (isRejectColumn(name) ? [header.length - index] : [])),
  )
  yield csvRow([...own.map(({ name }) => name), ...REJECT_COLUMNS], separator)

  const entries = log[Symbol.asyncIterator]()
  let wanted = await entries.next()
  for await (const { line, cells } of rows) {
    if (wanted.done === true) return
    if (line < wanted.value.line) continue
    if (line > wanted.value.line) break
    const { code, message } = wanted.value
    const values = cells.filter((_, index) => !dropped.has(cells.length - index))
    yield csvRow([...values, String(line), code ?? '', withoutFormula(message)], separator)
    wanted = await entries.next()
  }
  if (wanted.done !== true) throw refusal('RB-5034', { value: file.name, line: wanted.value.line })
}

async function* rowsOf(source: SourceFile, inspection: Inspection): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader(inspection.separator!)
  const texts = decode(source, inspection.encoding)
  let isHeader = true
  for await (const text of inspection.returnsEndLines === true ? withLineFeeds(texts) : texts) {
    const rows = reader.push(text)
    yield* isHeader ? rows.slice(1) : rows
    isHeader &&= rows.length === 0
  }
  const last = reader.end()
  yield* isHeader ? last.slice(1) : last
}

/** How the sender begins the file and ends its lines. */
async function lookAt(
  source: SourceFile,
  { encoding }: Inspection,
): Promise<{ marked: boolean; lineEnd: string }> {
  let marked = false
  for await (const bytes of source.open()) {
    marked = markedEncoding(bytes) !== null
    break
  }
  let last = ''
  for await (const text of decode(source, encoding)) {
    const at = text.indexOf('\n')
    if (at >= 0) return { marked, lineEnd: (at === 0 ? last : text[at - 1]) === '\r' ? '\r\n' : '\n' }
    last = text.at(-1) ?? last
  }
  return { marked, lineEnd: '\n' }
}
