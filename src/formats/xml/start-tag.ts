import { MAX_ATTRIBUTE_LENGTH, MAX_ATTRIBUTES, MAX_NAME_LENGTH } from './limits.ts'
import { NO_ATTRIBUTES } from './reader.ts'
import { resolved } from './references.ts'

export interface StartTag {
  readonly name: string
  /** Without prototype. */
  readonly attributes: Readonly<Record<string, string>>
  /** It is its own end tag. */
  readonly isEmpty: boolean
}

const NAME = /[A-Za-z_:][\w:.-]*/y
const ATTRIBUTE = /[ \t\n]+([A-Za-z_:][\w:.-]*)[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')/y
const END = /[ \t\n]*(\/?)$/y

/** Reads what stands between `<` and the first `>` behind it; null when that is no plain start tag. */
export function startTagOf(text: string): StartTag | null {
  const name = at(NAME, text, 0)
  if (name === null || name[0].length > MAX_NAME_LENGTH) return null
  const attributes: Record<string, string> = Object.create(null)
  let end = name[0].length
  for (let count = 1; ; count++) {
    const match = at(ATTRIBUTE, text, end)
    if (match === null) break
    const [whole, key, quoted, single] = match
    const value = resolved((quoted ?? single!).replace(/[\t\n]/g, ' '))
    if (value === null || value.length > MAX_ATTRIBUTE_LENGTH || key!.length > MAX_NAME_LENGTH) return null
    if (count > MAX_ATTRIBUTES || key! in attributes) return null
    attributes[key!] = value
    end += whole.length
  }
  const rest = at(END, text, end)
  const isBare = end === name[0].length
  return rest === null
    ? null
    : { name: name[0], attributes: isBare ? NO_ATTRIBUTES : attributes, isEmpty: rest[1] === '/' }
}

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index
  return pattern.exec(text)
}
