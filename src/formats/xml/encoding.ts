import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { markedEncoding } from '../encodings/byte-order-mark.ts'
import { canonicalEncoding } from '../encodings/guess.ts'
import { headOf } from '../encodings/head.ts'
import type { SourceFile } from '../format.ts'
import { HEAD_BYTES } from './limits.ts'

export interface XmlEncoding {
  /** WHATWG label. */
  readonly encoding: string
  /** RB-1104 when the declaration says otherwise. */
  readonly notice: Finding | null
}

/** Encodings in which the bytes of markup may also mean other characters, and which no XML file needs. */
const NEVER_READ = new Set(['iso-2022-jp', 'x-user-defined'])

/**
 * The encoding of an XML file: its first bytes where they leave no doubt (a byte order mark, or `<` in two bytes), else
 * what its declaration says, else UTF-8. A declaration that the bytes disprove is only a notice: in the encoding that
 * it names the document could not even begin.
 *
 * Throws RollbookError RB-1100 for a file without bytes, RB-1102 for an encoding that is not read (UTF-7 and UTF-32
 * among them), RB-1103 for a declaration without end.
 */
export async function xmlEncoding(file: SourceFile): Promise<XmlEncoding> {
  const head = await headOf(file, HEAD_BYTES)
  if (head.length === 0) throw refusal('RB-1100')
  if (isUtf32(head)) throw refusal('RB-1102', { value: 'UTF-32' })
  const shown = markedEncoding(head) ?? utf16Unmarked(head)
  const declared = declaredEncoding(new TextDecoder(shown ?? 'latin1').decode(head), head.length)
  if (declared === null) return { encoding: shown ?? 'utf-8', notice: null }
  const named = canonicalEncoding(declared)
  if (named === null || NEVER_READ.has(named)) throw refusal('RB-1102', { value: declared })
  // Bytes that spell a declaration one by one are not UTF-16, whatever the declaration says.
  const proven = shown ?? (isUtf16(named) ? 'utf-8' : null)
  if (proven === null) return { encoding: named, notice: null }
  const agree = proven === named || (isUtf16(proven) && isUtf16(named))
  return { encoding: proven, notice: agree ? null : finding('RB-1104', { found: declared, value: proven }) }
}

/** The encoding that the XML declaration at the start of a text names, or null. */
function declaredEncoding(start: string, bytes: number): string | null {
  if (!/^<\?xml[ \t\r\n]/.test(start)) return null
  const end = start.indexOf('?>')
  if (end === -1) {
    // A file that ends within its declaration is refused by the parser, which says where.
    if (bytes >= HEAD_BYTES) throw refusal('RB-1103', { limit: HEAD_BYTES })
    return null
  }
  const match = /[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*(["'])(.*?)\1/s.exec(start.slice(0, end))
  return match?.[2] ?? null
}

/** `<` in two bytes: UTF-16 whose mark is missing. */
function utf16Unmarked(head: Uint8Array): string | null {
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le'
  if (head[0] === 0 && head[1] === 0x3c) return 'utf-16be'
  return null
}

/** The mark of UTF-32, or `<` in four bytes. UTF-16 files may begin with the same two bytes, but never with a NUL. */
function isUtf32(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex')
  return ['fffe0000', '0000feff', '3c000000', '0000003c'].includes(start)
}

function isUtf16(encoding: string): boolean {
  return encoding.startsWith('utf-16')
}
