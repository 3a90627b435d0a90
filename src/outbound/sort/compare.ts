/** Orders texts by code point, without making bytes of them (outbound rule O-13). */
export function byCodePoint(one: string, other: string): number {
  if (one === other) return 0
  const shorter = Math.min(one.length, other.length)
  for (let at = 0; at < shorter; at++) {
    const a = one.charCodeAt(at)
    const b = other.charCodeAt(at)
    if (a !== b) return raised(a) - raised(b)
  }
  return one.length - other.length
}

/** Halves of surrogate pairs stand for more than U+FFFF, but have lower numbers than U+E000 and above. */
function raised(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
