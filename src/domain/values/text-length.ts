/** The number of characters (code points) of a text; limits count these, not bytes (Data Hub quirk Q-10). */
export function characters(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    if (text.codePointAt(i)! > 0xffff) i++
    count++
  }
  return count
}

/** Has the text more than `limit` characters? Looks at the characters only when the UTF-16 length leaves a doubt. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false
  return text.length > 2 * limit || characters(text) > limit
}
