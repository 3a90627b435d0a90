import { refusal } from '../../domain/finding.ts'
import { canonicalEncoding } from './guess.ts'

/** Writes text in one encoding. */
export interface Encoder {
  /** Throws RB-5033 when the encoding does not have a character. */
  text(text: string): Uint8Array
  readonly mark: Uint8Array
  /** Does a file in this encoding begin with the mark? `wished`: it would help the reader. */
  marked(wished: boolean): boolean
}

const BYTE_ORDER_MARK = '\ufeff'

/**
 * An encoder for UTF-8, UTF-16 (little endian, marked) or an encoding of one byte a character, by WHATWG label. The
 * runtime decodes many encodings but writes only these. Throws RB-5033 for any other.
 */
export function encoder(label: string): Encoder {
  const encoding = canonicalEncoding(label)
  if (encoding === 'utf-8') return unicode('utf8', (wished) => wished)
  if (encoding === 'utf-16le') return unicode('utf16le', () => true)
  const bytes = encoding === null ? null : singleBytes(encoding)
  if (bytes === null) throw refusal('RB-5033', { field: 'encoding', value: label })
  return {
    mark: new Uint8Array(),
    marked: () => false,
    text: (text) =>
      Uint8Array.from(text, (character) => {
        const byte = bytes.get(character)
        if (byte === undefined) throw refusal('RB-5035', { value: character, field: label })
        return byte
      }),
  }
}

function unicode(name: 'utf8' | 'utf16le', marked: Encoder['marked']): Encoder {
  return { text: (text) => Buffer.from(text, name), mark: Buffer.from(BYTE_ORDER_MARK, name), marked }
}

/** Byte by character, or null for an encoding in which a character may take several. */
function singleBytes(encoding: string): Map<string, number> | null {
  if (!/^(?:windows-|iso-8859-|koi8-|ibm866|macintosh|x-mac-)/.test(encoding)) return null
  const decoder = new TextDecoder(encoding)
  const bytes = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    const character = decoder.decode(Uint8Array.of(byte))
    if (character !== '\ufffd') bytes.set(character, byte)
  }
  return bytes
}
