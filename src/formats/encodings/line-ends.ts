/** Makes each CRLF and lone CR of a text an LF, whatever pieces the text comes in. */
export class LineEnds {
  #afterReturn = false

  /** A CR that ends a piece is an LF at once; an LF that begins the next one belongs to it. */
  of(piece: string): string {
    if (piece === '') return ''
    const text = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    this.#afterReturn = piece.endsWith('\r')
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }
}
