/** Columns that a text takes on a terminal: marks that combine take none, wide East Asian characters and emoji two. */
export function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += WITHOUT_WIDTH.test(char) ? 0 : isWide(char.codePointAt(0)!) ? 2 : 1
  return width
}

/** The text cut to `width` columns, with an ellipsis when something is missing. */
export function clipToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const char of text) {
    used += textWidth(char)
    if (used > width) break
    kept += char
  }
  return `${kept}…`
}

const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** Ranges of Unicode's East Asian Width property, wide and full width, roughly: first and last of each. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

function isWide(code: number): boolean {
  return WIDE.some(([first, last]) => code >= first && code <= last)
}
