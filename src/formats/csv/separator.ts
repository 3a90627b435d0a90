export type Separator = ',' | ';' | '\t'

const SEPARATORS: readonly Separator[] = [',', ';', '\t']

/** As messages call them. */
export const SEPARATOR_WORDS: Readonly<Record<Separator, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
}

/** The separator that the first line of a file uses most, outside of quotes. A comma when it uses none. */
export function detectSeparator(head: string): Separator {
  const firstLine =
    head
      .replace(/"[^"]*"/g, '')
      .trimStart()
      .split('\n', 1)[0] ?? ''
  let best: Separator = ','
  let most = 0
  for (const separator of SEPARATORS) {
    const count = firstLine.split(separator).length - 1
    if (count > most) {
      best = separator
      most = count
    }
  }
  return best
}
