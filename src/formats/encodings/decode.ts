import { refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { decodeUtf8 } from './utf8.ts'

const BYTE_ORDER_MARK = 0xfeff

/**
 * The text of a file in pieces, without its byte order mark. `encoding` is a WHATWG label. Bytes that the encoding
 * does not have throw RB-1003 (UTF-8) or RB-1004, a NUL character RB-1006, each with its line.
 */
export async function* decode(file: SourceFile, encoding: string): AsyncGenerator<string> {
  let first = true
  for await (const text of encoding === 'utf-8' ? decodeUtf8(file) : decodeOther(file, encoding)) {
    if (text.includes('\0')) throw refusal('RB-1006', { line: await lineOfFirst('\0', file, encoding) })
    if (first && text.charCodeAt(0) === BYTE_ORDER_MARK) yield text.slice(1)
    else yield text
    first = false
  }
}

async function* decodeOther(file: SourceFile, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  try {
    for await (const chunk of file.open()) {
      const text = decoder.decode(chunk, { stream: true })
      if (text !== '') yield text
    }
    const text = decoder.decode()
    if (text !== '') yield text
  } catch (error) {
    if (!isDecodingError(error)) throw error
    const line = await lineOfFirst('\ufffd', file, encoding)
    throw refusal('RB-1004', { line, value: encoding })
  }
}

/** The line of the first such character; a replacement character stands for what cannot be decoded. */
async function lineOfFirst(character: string, file: SourceFile, encoding: string): Promise<number> {
  const decoder = new TextDecoder(encoding)
  let line = 1
  for await (const chunk of file.open()) {
    const text = decoder.decode(chunk, { stream: true })
    const found = text.indexOf(character)
    const end = found === -1 ? text.length : found
    for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) line++
    if (found !== -1) return line
  }
  return line
}

function isDecodingError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}
