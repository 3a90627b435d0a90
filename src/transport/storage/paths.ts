import { refusal } from '../../domain/finding.ts'

/** Bytes of a name: a file system takes 255, and a temporary name is longer than that of its file. */
const MOST_NAME_BYTES = 200
const MOST_PATH_BYTES = 1000
const MOST_PARTS = 8

/**
 * The parts of a path that leads to something below a root and nowhere else. Refused with RB-7202: `..` and `.`, a
 * leading `/`, empty parts, control characters (NUL and line breaks among them), half of a surrogate pair, and what is
 * too long or too deep.
 */
export function checkedPath(path: string): readonly string[] {
  const reason = reasonAgainst(path)
  if (reason !== null) throw refusal('RB-7202', { value: path, reason })
  return path.split('/')
}

/** Whether `checkedPath` takes it. */
export function isPath(path: string): boolean {
  return reasonAgainst(path) === null
}

function reasonAgainst(path: string): string | null {
  if (path === '') return 'it is empty'
  if (path.startsWith('/')) return 'it begins with /'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it has a control character'
  if (!path.isWellFormed()) return 'it has half a character'
  const parts = path.split('/')
  if (parts.includes('')) return 'it has an empty name'
  if (parts.includes('..') || parts.includes('.')) return 'it has . or .. in it'
  if (parts.length > MOST_PARTS) return `it leads through more than ${MOST_PARTS} names`
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) return `it is longer than ${MOST_PATH_BYTES} bytes`
  if (parts.some((part) => Buffer.byteLength(part) > MOST_NAME_BYTES)) {
    return `it has a name of more than ${MOST_NAME_BYTES} bytes`
  }
  return null
}

/** Orders texts by code point, which is also the order of their bytes in UTF-8. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
