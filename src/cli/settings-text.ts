import { printable } from './printable.ts'

export interface ShownSetting {
  /** Path with dots. */
  readonly name: string
  readonly value: unknown
  /** It differs from the default. */
  readonly marked: boolean
}

/** Settings as they can be typed: `* timezone=Europe/London`. */
export function settingsText(settings: readonly ShownSetting[]): string {
  return settings
    .map(({ name, value, marked }) => {
      const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
      return `${marked ? '*' : ' '} ${name}=${printable(text)}\n`
    })
    .join('')
}
