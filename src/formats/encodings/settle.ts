import { RollbookError, refusal } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { markedEncoding } from './byte-order-mark.ts'
import { canonicalEncoding, guessEncodings } from './guess.ts'
import { headOf } from './head.ts'
import { guessUtf16 } from './utf16-guess.ts'

const HEAD_BYTES = 512

/** Encodings in which bytes below 128 may mean something else, so that a file in them may pass for UTF-8. */
const NOT_LIKE_ASCII = new Set(['utf-16le', 'utf-16be', 'iso-2022-jp'])

/** The bytes do not fit the encoding, so another one may. */
const ENCODING_ERRORS: readonly string[] = ['RB-1003', 'RB-1004']

export interface Settled<T> {
  /** WHATWG label. */
  readonly encoding: string
  /** Nobody named the encoding: worth a warning. */
  readonly guessed: boolean
  readonly result: T
}

/**
 * Finds the encoding of a file by reading it: `look` reads it with the encoding it is given and throws what `decode`
 * throws. The order is: byte order mark, strict UTF-8, then what the feed says. `setting` is a WHATWG label or
 * `detect`. Data Hub rule F-3: with `utf-8`, one bad byte refuses the whole file.
 */
export async function settleEncoding<T>(
  file: SourceFile,
  setting: string,
  look: (encoding: string) => Promise<T>,
): Promise<Settled<T>> {
  const head = await headOf(file, HEAD_BYTES)
  const pinned = setting === 'detect' ? null : (canonicalEncoding(setting) ?? 'utf-8')
  const marked = markedEncoding(head)
  if (marked !== null) return { encoding: marked, guessed: false, result: await look(marked) }
  if (pinned !== null && NOT_LIKE_ASCII.has(pinned)) {
    return { encoding: pinned, guessed: false, result: await look(pinned) }
  }
  const utf16 = guessUtf16(head)
  if (utf16 !== null) {
    if (pinned !== null) throw refusal('RB-1005', { value: utf16 })
    return { encoding: utf16, guessed: true, result: await look(utf16) }
  }

  const encodings = ['utf-8', ...(pinned === null || pinned === 'utf-8' ? [] : [pinned])]
  for (let i = 0; ; i++) {
    const encoding = encodings[i]!
    try {
      return { encoding, guessed: pinned === null && i > 0, result: await look(encoding) }
    } catch (error) {
      if (!(error instanceof RollbookError) || !ENCODING_ERRORS.includes(error.finding.code)) throw error
      if (pinned === null && i === 0) encodings.push(...(await guessEncodings(file)))
      if (i + 1 >= encodings.length) throw error
    }
  }
}
