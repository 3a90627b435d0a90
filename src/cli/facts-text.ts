import { printable } from './printable.ts'
import { textWidth } from './text-width.ts'

/** Names and values under each other, for people. Values that are empty are left out. */
export function factsText(facts: readonly (readonly [name: string, value: unknown])[], indent = ''): string {
  const shown = facts
    .map(([name, value]) => [name, valueText(value)] as const)
    .filter(([, text]) => text !== '')
  const width = Math.max(0, ...shown.map(([name]) => textWidth(name)))
  return shown
    .map(([name, text]) => `${indent}${name}${' '.repeat(width - textWidth(name))}  ${text}\n`)
    .join('')
}

export function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return printable(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Date) return value.toISOString()
  return printable(typeof value === 'number' ? String(value) : JSON.stringify(value))
}
