const QUOTE = 0x22
const LINE_FEED = 0x0a

/** Where the first record of a CSV file ends, its line end included: line breaks within quotes are no end. Null: not yet. */
export function firstRecordEnd(bytes: Uint8Array): number | null {
  let quoted = false
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted
    else if (bytes[at] === LINE_FEED && !quoted) return at + 1
  }
  return null
}
