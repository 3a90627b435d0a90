import { isAscii } from 'node:buffer'
import chardet from 'chardet'
import type { SourceFile } from '../format.ts'

/** Enough for chardet's statistics; more only costs time. */
const SAMPLE_BYTES = 65_536
/** Below this (of 100) chardet's guess is worth less than the encoding of most spreadsheets. */
const LEAST_CONFIDENCE = 50
/** What spreadsheets in Western Europe and the Americas write. Every byte means something in it. */
const FALLBACK = 'windows-1252'

/** The likeliest encodings of a file that is neither UTF-8 nor marked, best first: never empty. */
export async function guessEncodings(file: SourceFile): Promise<string[]> {
  const guesses: string[] = []
  for (const { name, confidence } of chardet.analyse(await sample(file))) {
    const label = canonicalEncoding(name)
    if (confidence >= LEAST_CONFIDENCE && label !== null && label !== 'utf-8') guesses.push(label)
  }
  return [...new Set([...guesses.slice(0, 1), FALLBACK])]
}

/** The one name of an encoding that has many, or null when there is no such encoding. */
export function canonicalEncoding(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

/** The first stretch of the file that is not plain ASCII. */
async function sample(file: SourceFile): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of file.open()) {
    if (length === 0 && isAscii(chunk)) continue
    parts.push(chunk)
    length += chunk.length
    if (length >= SAMPLE_BYTES) break
  }
  return Buffer.concat(parts).subarray(0, SAMPLE_BYTES)
}
