import { type Finding, finding } from '../../domain/finding.ts'
import { MAX_COLUMNS } from '../csv/limits.ts'
import type { CsvRecord } from '../csv/record.ts'
import { shownName } from './shown.ts'

/** What is wrong with the shape of a row (Data Hub quirk Q-18), or null. */
export function rowFault({ cells, fault }: CsvRecord, header: readonly string[]): Finding | null {
  if (fault !== null) {
    const field = shownName(header[fault.cell]?.trim() ?? String(fault.cell + 1))
    return finding(fault.kind === 'textAfterQuote' ? 'RB-1026' : 'RB-1027', { field, line: fault.line })
  }
  if (cells.length === header.length) return null
  const value = cells.length > MAX_COLUMNS ? `more than ${MAX_COLUMNS}` : cells.length
  return finding(cells.length < header.length ? 'RB-1024' : 'RB-1025', { value, columns: header.length })
}
