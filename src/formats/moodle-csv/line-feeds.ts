/**
 * Text in pieces, with CR LF and lone CR as LF, as the reader of Moodle's uploads takes them (moodle-csv.md section
 * 0). A CR that ends a piece is kept back until the next one shows what follows it.
 */
export async function* withLineFeeds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let kept = ''
  for await (const piece of pieces) {
    const text = kept + piece
    kept = text.endsWith('\r') ? '\r' : ''
    const whole = kept === '' ? text : text.slice(0, -1)
    yield whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole
  }
  if (kept !== '') yield '\n'
}
