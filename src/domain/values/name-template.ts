/** A percent sign, or a letter with a case modifier and a length before it. */
const PLACEHOLDER = /%(?:%|([+~-])?(\d{1,3})?([a-z]))/g

const WORD = /[\p{L}\p{M}\p{N}']+/gu

/**
 * Fills a template of Moodle's uploads (moodle-csv.md 2.3): `%x` is a value by its letter, `%%` a percent sign. Between
 * the two may stand `+` for upper, `-` for lower or `~` for title case, and the number of characters that are kept, 0
 * for all. A letter that is not in `values` stays as it is written; an absent value is empty.
 */
export function fillNameTemplate(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): string {
  return template.replace(PLACEHOLDER, (whole, modifier?: string, length?: string, letter?: string) => {
    if (letter === undefined) return '%'
    if (!Object.hasOwn(values, letter)) return whole
    const text = inCase(values[letter] ?? '', modifier)
    const kept = Number(length ?? 0)
    return kept === 0 ? text : Array.from(text).slice(0, kept).join('')
  })
}

function inCase(text: string, modifier: string | undefined): string {
  switch (modifier) {
    case '+':
      return text.toUpperCase()
    case '-':
      return text.toLowerCase()
    case '~':
      return text.toLowerCase().replace(WORD, (word) => {
        const [first = '', ...others] = Array.from(word)
        return first.toUpperCase() + others.join('')
      })
    default:
      return text
  }
}
