import { RollbookError } from '../../domain/finding.ts'
import { markedEncoding } from '../encodings/byte-order-mark.ts'
import { guessEncodings } from '../encodings/guess.ts'
import { guessUtf16 } from '../encodings/utf16-guess.ts'
import type { SourceFile } from '../format.ts'
import { xmlEncoding } from '../xml/encoding.ts'
import { type Table, tableOf } from './table.ts'

/** As much of a file as formats see of it. */
export const SAMPLE_BYTES = 65_536

/** The beginning of a file, decoded as well as can be told from it. */
export interface Sample {
  readonly name: string
  /** WHATWG label. */
  readonly encoding: string
  /** A feed with default settings does not find this encoding by itself. */
  readonly encodingIsGuessed: boolean
  /** Without byte order mark; every line end is LF. Empty when the file cannot be read. */
  readonly text: string
  /** The file holds nothing more. */
  readonly isWhole: boolean
  /** The text as rows and cells. Null when there is none. */
  readonly table: Table | null
}

/** Reads the first 64 KiB of a file. What cannot be read is an empty sample: looking at the whole file tells why. */
export async function sampleOf(file: SourceFile): Promise<Sample> {
  const { head, isWhole } = await headOf(file)
  const { encoding, encodingIsGuessed } = await encodingOf(head, isWhole)
  // Not fatal: at the end of the sample half a character may stand.
  const decoded = new TextDecoder(encoding).decode(head, { stream: !isWhole })
  const text = decoded.replace(/\r\n?/g, '\n')
  const table = text.includes('\0') ? null : tableOf(text, isWhole)
  return { name: file.name, encoding, encodingIsGuessed, text, isWhole, table }
}

async function headOf(file: SourceFile): Promise<{ head: Uint8Array; isWhole: boolean }> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of file.open()) {
      parts.push(chunk)
      length += chunk.length
      if (length > SAMPLE_BYTES) break
    }
  } catch (error) {
    if (!(error instanceof RollbookError)) throw error
    return { head: new Uint8Array(), isWhole: true }
  }
  return { head: Buffer.concat(parts).subarray(0, SAMPLE_BYTES), isWhole: length <= SAMPLE_BYTES }
}

async function encodingOf(
  head: Uint8Array,
  isWhole: boolean,
): Promise<Pick<Sample, 'encoding' | 'encodingIsGuessed'>> {
  const told = markedEncoding(head) ?? (await declaredEncoding(head))
  if (told !== null) return { encoding: told, encodingIsGuessed: false }
  const utf16 = guessUtf16(head)
  if (utf16 !== null) return { encoding: utf16, encodingIsGuessed: true }
  if (isUtf8(head, isWhole)) return { encoding: 'utf-8', encodingIsGuessed: false }
  const [best] = await guessEncodings(fileOf(head))
  return { encoding: best!, encodingIsGuessed: true }
}

/** Of XML alone, which says itself what it is in. */
async function declaredEncoding(head: Uint8Array): Promise<string | null> {
  if (!new TextDecoder('latin1').decode(head.subarray(0, 16)).includes('<')) return null
  try {
    const { encoding } = await xmlEncoding(fileOf(head))
    return encoding === 'utf-8' ? null : encoding
  } catch (error) {
    if (error instanceof RollbookError) return null
    throw error
  }
}

function isUtf8(head: Uint8Array, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole })
    return true
  } catch {
    return false
  }
}

function fileOf(head: Uint8Array): SourceFile {
  return {
    name: '',
    async *open() {
      yield head
    },
  }
}
