import { isAscii } from 'node:buffer'
import chardet from 'chardet'
import type { SourceFile } from '../format.ts'

/** Enough for chardet's statistics; more only costs time. */
const SAMPLE_BYTES = 65_536
/** What spreadsheets in Western Europe and the Americas write. Every byte means something in it. */
const FALLBACK = 'windows-1252'
/** By how much (of 100) chardet must believe more in another encoding: names of people are short and few. */
const MARGIN = 10

/** The likeliest encodings of a file that is neither UTF-8 nor marked, best first: never empty. */
export async function guessEncodings(file: SourceFile): Promise<string[]> {
  const guesses = chardet.analyse(await sample(file)).flatMap(({ name, confidence }) => {
    const encoding = canonicalEncoding(name)
    return encoding === null || encoding === 'utf-8' ? [] : [{ encoding, confidence }]
  })
  const fallback = guesses.find(({ encoding }) => encoding === FALLBACK)?.confidence ?? 0
  const [best] = guesses
  return best === undefined || best.confidence < fallback + MARGIN ? [FALLBACK] : [best.encoding, FALLBACK]
}

/** The one name of an encoding that has many, or null when there is no such encoding. */
export function canonicalEncoding(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

/**
 * The cells that are not plain ASCII, from the first stretch that has any. With the others chardet would take any CSV
 * file for English. The bytes at which cells end are never part of a character in the encodings in question.
 */
async function sample(file: SourceFile): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of file.open()) {
    if (length === 0 && isAscii(chunk)) continue
    parts.push(chunk)
    length += chunk.length
    if (length >= SAMPLE_BYTES) break
  }
  const cells = Buffer.concat(parts)
    .subarray(0, SAMPLE_BYTES)
    .toString('latin1')
    .split(/[,;\t"\r\n]/)
  return Buffer.from(cells.filter((cell) => /[\x80-\xff]/.test(cell)).join('\n'), 'latin1')
}
