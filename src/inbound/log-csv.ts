import { csvRow, withoutFormula } from '../formats/csv/writer.ts'
import type { LogEntry } from './read-log.ts'

/** In the order of the CSV file; later versions may append columns, never move them. */
const COLUMNS = [
  'file',
  'line',
  'kind',
  'outcome',
  'did',
  'subject',
  'code',
  'field',
  'value',
  'message',
] as const

/**
 * The log as a CSV file, line by line: UTF-8, commas, CRLF, a header. It is made for people with spreadsheets, so texts
 * that a spreadsheet would evaluate are disarmed by an apostrophe. Programs should read the NDJSON.
 */
export async function* logCsv(entries: AsyncIterable<LogEntry>): AsyncGenerator<string> {
  yield `${csvRow(COLUMNS)}\r\n`
  for await (const entry of entries) {
    const { did, ...rest } = entry
    const cells: Record<(typeof COLUMNS)[number], string | number | null> = { ...rest, did: did.join(' ') }
    yield `${csvRow(COLUMNS.map((column) => withoutFormula(String(cells[column] ?? ''))))}\r\n`
  }
}

/** The log as NDJSON: a `LogEntry` a line. */
export async function* logNdjson(entries: AsyncIterable<LogEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`
}
