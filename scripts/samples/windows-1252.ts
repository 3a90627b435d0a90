/** The characters that Windows-1252 keeps at 0x80 to 0x9F, where Latin-1 has control characters. */
const UPPER_CONTROL = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The text in Windows-1252, or null when that code page lacks one of its characters. */
export function toWindows1252(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const upper = UPPER_CONTROL.indexOf(text[at]!)
    if (upper >= 0) bytes[at] = 0x80 + upper
    else if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) bytes[at] = code
    else return null
  }
  return bytes
}
