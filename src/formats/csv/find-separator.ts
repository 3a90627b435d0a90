import { decode } from '../encodings/decode.ts'
import type { SourceFile } from '../format.ts'
import { detectSeparator, type Separator } from './separator.ts'

/** What a feed may say of the separator of its files. */
export const SEPARATOR_SETTINGS = [',', ';', 'tab', 'detect'] as const

export type SeparatorSetting = (typeof SEPARATOR_SETTINGS)[number]

/** The header lies within; it is as much as `detectSeparator` needs. */
const HEAD_LENGTH = 16_384

/** The separator of a file, which is looked into only with `detect`. Throws what `decode` throws. */
export async function findSeparator(
  file: SourceFile,
  encoding: string,
  setting: SeparatorSetting,
): Promise<Separator> {
  if (setting === 'tab') return '\t'
  if (setting !== 'detect') return setting
  let head = ''
  for await (const text of decode(file, encoding)) {
    head += text
    if (head.length >= HEAD_LENGTH) break
  }
  return detectSeparator(head.slice(0, HEAD_LENGTH))
}
