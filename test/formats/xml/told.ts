import type { SourceFile } from '../../../src/formats/format.ts'
import { decodeXml } from '../../../src/formats/xml/decode.ts'
import { xmlEncoding } from '../../../src/formats/xml/encoding.ts'
import { PlainXmlReader } from '../../../src/formats/xml/plain-reader.ts'
import { type XmlHandler, XmlReader } from '../../../src/formats/xml/reader.ts'

/**
 * What an XML reader told of a text that it got in pieces of `pieceSize` characters, one line each.
 *
 * @param unwanted names of elements of which nothing but their ends is noted
 */
export function told(text: string, pieceSize = 65_536, unwanted: readonly string[] = []): string[] {
  const { lines, handler } = notes(unwanted)
  const reader = new XmlReader(handler)
  for (let at = 0; at < text.length; at += pieceSize) reader.push(text.slice(at, at + pieceSize))
  reader.end()
  return lines
}

/** The same of the reader of plain documents, in pieces as decoders give them: no character is cut in two. */
export function toldPlainly(text: string, pieceSize = 65_535, unwanted: readonly string[] = []): string[] {
  const { lines, handler } = notes(unwanted)
  const reader = new PlainXmlReader(handler, unwanted.length > 0)
  for (const piece of text.match(new RegExp(`[^]{1,${pieceSize}}`, 'gu')) ?? []) reader.push(piece)
  reader.end()
  return lines
}

/** The same of a file, in the encoding that it shows or names. */
export async function toldOf(file: SourceFile): Promise<string[]> {
  const { lines, handler } = notes()
  const reader = new XmlReader(handler)
  for await (const text of decodeXml(file, (await xmlEncoding(file)).encoding)) reader.push(text)
  reader.end()
  return lines
}

function notes(unwanted: readonly string[] = []): { lines: string[]; handler: XmlHandler } {
  const lines: string[] = []
  let passedOver = 0
  let text = ''
  const flush = () => {
    if (text !== '') lines.push(`text ${JSON.stringify(text)}`)
    text = ''
  }
  const handler: XmlHandler = {
    open(name, attributes, { line, column }) {
      if (passedOver > 0 || unwanted.includes(name)) {
        passedOver++
        return true
      }
      flush()
      const shown = Object.entries(attributes).map(([key, value]) => ` ${key}=${value}`)
      lines.push(`open ${name}${shown.join('')} at ${line}:${column}`)
      return false
    },
    text(part) {
      if (passedOver === 0) text += part
    },
    close() {
      flush()
      if (passedOver > 0) passedOver--
      if (passedOver === 0) lines.push('close')
    },
  }
  return { lines, handler }
}
