import { refusal } from '../../domain/finding.ts'
import { MAX_COLUMNS, MAX_RECORD_LENGTH } from './limits.ts'
import { countLineEnds, readQuotedRecord } from './quoted-record.ts'
import type { CsvRecord } from './record.ts'

const CR = 13

/**
 * Turns decoded text, in pieces of any size, into CSV records. LF and CRLF end a line, also mixed; a lone CR is part
 * of its value (Data Hub rule F-2); blank lines are skipped and counted (Data Hub quirk Q-17).
 *
 * Lines without any quote, which is nearly all of them, take `indexOf` and `split`; only records with a quote are
 * looked at character by character.
 *
 * Both methods throw RollbookError when the file cannot be read as CSV at all: an unclosed quote, an endless record,
 * line ends that are all lone CRs.
 */
export class CsvReader {
  /** Records so far, those whose cells were not kept included. */
  count = 0
  blankLines = 0
  readonly #separator: string
  readonly #keep: number
  #rest = ''
  #line = 1

  /** `keep`: after so many records the others are only counted, which is four times as fast. */
  constructor(separator: string, keep = Number.POSITIVE_INFINITY) {
    this.#separator = separator
    this.#keep = keep
  }

  /** The records that end within this piece of text. */
  push(text: string): CsvRecord[] {
    if (this.#rest === '') return this.#read(text, false)
    // Only the line that was cut in two is put together: with the whole piece, all of it would be copied.
    const end = text.indexOf('\n') + 1
    if (end === 0) return this.#read(this.#rest + text, false)
    const records = this.#read(this.#rest + text.slice(0, end), false)
    for (const record of this.#read(this.#rest + text.slice(end), false)) records.push(record)
    return records
  }

  /** The record of the last line, if it has no line end. */
  end(): CsvRecord[] {
    return this.#rest === '' ? [] : this.#read(this.#rest, true)
  }

  #read(text: string, final: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    const onlyRecord = final && this.#line === 1
    let at = 0
    let quote = nextQuote(text, 0)
    while (at < text.length) {
      let end = text.indexOf('\n', at)
      if (end === -1) {
        if (!final) break
        end = text.length
      }
      if (quote < at) quote = nextQuote(text, at)
      if (quote < end) {
        const record = readQuotedRecord(text, at, this.#line, this.#separator, final)
        if ('openQuote' in record) {
          if (final)
            throw refusal('RB-1021', { line: this.#line + countLineEnds(text.slice(at, record.openQuote)) })
          break
        }
        if (record.next - at > MAX_RECORD_LENGTH) throw this.#tooLong(text.slice(at))
        if (this.count < this.#keep) {
          records.push({ line: this.#line, cells: record.cells, fault: record.fault })
        }
        this.count++
        this.#line += record.lines
        at = record.next
        continue
      }
      const stop = end > at && text.charCodeAt(end - 1) === CR ? end - 1 : end
      if (stop === at) {
        this.blankLines++
      } else {
        if (stop - at > MAX_RECORD_LENGTH) throw this.#tooLong(text.slice(at))
        if (this.count < this.#keep) {
          const cells = text.slice(at, stop).split(this.#separator, MAX_COLUMNS + 1)
          records.push({ line: this.#line, cells, fault: null })
        }
        this.count++
      }
      this.#line++
      at = end + 1
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > MAX_RECORD_LENGTH) throw this.#tooLong(this.#rest)
    if (onlyRecord) refuseLoneCarriageReturns(text)
    return records
  }

  #tooLong(text: string) {
    if (this.#line === 1) refuseLoneCarriageReturns(text)
    const record = readQuotedRecord(text, 0, this.#line, this.#separator, false)
    if (!('openQuote' in record) || record.openQuote === -1) {
      return refusal('RB-1022', { line: this.#line, limit: MAX_RECORD_LENGTH })
    }
    const line = this.#line + countLineEnds(text.slice(0, record.openQuote))
    return refusal('RB-1029', { line, limit: MAX_RECORD_LENGTH })
  }
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf('"', from)
  return at === -1 ? Number.POSITIVE_INFINITY : at
}

/** A text without any LF outside of quotes whose lines seem to end with CR alone, as old Macintosh programs wrote. */
function refuseLoneCarriageReturns(text: string): void {
  const unquoted = text.replace(/"[^"]*"/g, '')
  if (unquoted.includes('\r') && !unquoted.includes('\n')) throw refusal('RB-1020')
}
