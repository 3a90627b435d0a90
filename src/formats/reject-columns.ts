/**
 * The columns that rejects have besides the sender's own: where the record stood, and why it was refused. A mended
 * file may be imported as it is, so formats know these columns and pass them over without a word.
 */
export const REJECT_COLUMNS = ['rollbook_line', 'rollbook_code', 'rollbook_message'] as const

/** Names count without case and outer spaces, as those of all columns do. */
export function isRejectColumn(name: string): boolean {
  return (REJECT_COLUMNS as readonly string[]).includes(name.trim().toLowerCase())
}

/** What rejects put behind a line of a file without columns: its number, the code, and the message to the line's end. */
const REASON = /[,;]\d+[,;]RB-\d{4}[,;].*$/

/** A rejected line as its sender wrote it. */
export function withoutReason(line: string): string {
  return line.replace(REASON, '')
}
