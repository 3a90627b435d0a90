/** The header is nearly all ASCII; behind it a file may hold any script, so only the start is looked at. */
const LOOKED_AT = 200

/**
 * The kind of UTF-16 that a file without byte order mark looks like, or null: in ASCII text every other byte is NUL.
 */
export function guessUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.min(head.length, LOOKED_AT) >> 1
  if (pairs < 2) return null
  let even = 0
  let odd = 0
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const many = pairs * 0.7
  const few = pairs * 0.1
  if (odd >= many && even <= few) return 'utf-16le'
  if (even >= many && odd <= few) return 'utf-16be'
  return null
}
