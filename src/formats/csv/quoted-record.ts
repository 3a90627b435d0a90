import { MAX_COLUMNS } from './limits.ts'
import type { CsvFault } from './record.ts'

const QUOTE = 34
const LF = 10
const CR = 13

export interface QuotedRecord {
  readonly cells: string[]
  readonly fault: CsvFault | null
  /** Where the next record starts, after the line end. */
  readonly next: number
  /** Line ends from the start of this record to the start of the next. */
  readonly lines: number
}

/** The text ends before the record does. */
export interface UnfinishedRecord {
  /** Where the quote stands that is still open, or -1 when none is. */
  readonly openQuote: number
}

/**
 * Reads one record cell by cell, with plain CSV quoting (Data Hub quirk Q-18: a backslash is a backslash). A stray
 * quote or text after a closing quote is a fault of the record; reading goes on at the next separator, so that one
 * bad value does not swallow the rows behind it.
 *
 * `line` is the line of `start`; `final` says that no text follows.
 */
export function readQuotedRecord(
  text: string,
  start: number,
  line: number,
  separator: string,
  final: boolean,
): QuotedRecord | UnfinishedRecord {
  const separatorCode = separator.charCodeAt(0)
  const cells: string[] = []
  let fault: CsvFault | null = null
  let lines = 0
  let at = start

  for (;;) {
    let value = ''
    if (text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at)
      if (close === -1) return { openQuote: at }
      const inside = text.slice(at + 1, close)
      lines += countLineEnds(inside)
      value = inside.includes('"') ? inside.replaceAll('""', '"') : inside
      at = close + 1
      if (!endsCell(text, at, separatorCode)) {
        fault ??= { kind: 'textAfterQuote', cell: cells.length, line: line + lines }
      }
    }

    let end = at
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === separatorCode || code === LF) break
      if (code === QUOTE) fault ??= { kind: 'quoteInsideValue', cell: cells.length, line: line + lines }
    }
    if (end === text.length && !final) return { openQuote: -1 }

    const isLast = end === text.length || text.charCodeAt(end) === LF
    const stop = isLast && end > at && text.charCodeAt(end - 1) === CR ? end - 1 : end
    if (stop > at) value += text.slice(at, stop)
    if (cells.length <= MAX_COLUMNS) cells.push(value)
    if (!isLast) {
      at = end + 1
      continue
    }
    return end === text.length
      ? { cells, fault, next: end, lines }
      : { cells, fault, next: end + 1, lines: lines + 1 }
  }
}

/** The quote that closes the one at `open`, or -1. Doubled quotes do not close. */
function closingQuote(text: string, open: number): number {
  let from = open + 1
  for (;;) {
    const close = text.indexOf('"', from)
    if (close === -1 || text.charCodeAt(close + 1) !== QUOTE) return close
    from = close + 2
  }
}

/** Does a cell end here: at a separator, a line end or the end of the text? */
function endsCell(text: string, at: number, separatorCode: number): boolean {
  if (at === text.length) return true
  const code = text.charCodeAt(at)
  if (code === separatorCode || code === LF) return true
  return code === CR && (at + 1 === text.length || text.charCodeAt(at + 1) === LF)
}

export function countLineEnds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
