/** Letters that Unicode does not take apart into a plain letter and a mark. */
const PLAIN: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', æ: 'ae', ß: 'ss', þ: 'th', ı: 'i', đ: 'd' }

/** Lower-case letters a to z only, as user names have them. */
export function plainLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øłæßþıđ]/g, (letter) => PLAIN[letter]!)
    .normalize('NFD')
    .replace(/[^a-z]/g, '')
}
