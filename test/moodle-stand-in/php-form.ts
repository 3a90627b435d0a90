/** A form as PHP reads it: nested arrays whose keys keep the order in which they first came. */
export type PhpValue = string | PhpArray
export type PhpArray = Map<string, PhpValue>

/**
 * Reads form-encoded texts one after the other into one array, as PHP reads query and body. Of each text only the
 * first `maxInputVars` + 1 fields count; the rest is dropped without a word. Of a name sent twice the last counts.
 */
export function readForm(texts: readonly string[], maxInputVars: number): PhpArray {
  const array: PhpArray = new Map()
  for (const text of texts) {
    const fields = [...new URLSearchParams(text)]
    for (const [name, value] of fields.slice(0, maxInputVars + 1)) put(array, pathOf(name), value)
  }
  return array
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  return [name.slice(0, open), ...[...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]!)]
}

function put(array: PhpArray, [first, ...rest]: readonly string[], value: string): void {
  const key = first === '' ? String(array.size) : first!
  if (rest.length === 0) {
    array.set(key, value)
    return
  }
  const inner = array.get(key)
  const next: PhpArray = inner instanceof Map ? inner : new Map()
  if (next !== inner) array.set(key, next)
  put(next, rest, value)
}
