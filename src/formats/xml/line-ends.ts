/** Makes each CRLF and CR of a text an LF, as XML has it, whatever pieces the text comes in. */
export class LineEnds {
  #afterReturn = false

  of(text: string): string {
    const fresh = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#afterReturn = text.endsWith('\r')
    return fresh.includes('\r') ? fresh.replace(/\r\n?/g, '\n') : fresh
  }
}
