import { flat, type Nested } from '../config/nested.ts'
import { printable } from './printable.ts'

export interface ShownSetting {
  /** Path with dots. */
  readonly name: string
  readonly value: unknown
  /** It differs from the default. */
  readonly marked: boolean
}

/** All settings with the defaults among them; those that are set are marked. */
export function markedSettings(settings: Nested, own: Nested): ShownSetting[] {
  const set = new Set(flat(own).map(([path]) => path))
  return flat(settings).map(([name, value]) => ({ name, value, marked: set.has(name) }))
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
