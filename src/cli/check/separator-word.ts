import { SEPARATOR_WORDS } from '../../formats/csv/separator.ts'

const WORDS: Readonly<Record<string, string>> = { ...SEPARATOR_WORDS, ':': 'colon' }

/** As people call it. */
export function separatorWord(separator: string): string {
  return WORDS[separator] ?? separator
}
