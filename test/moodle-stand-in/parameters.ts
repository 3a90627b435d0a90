import { invalidParameter, MoodleError } from './moodle-error.ts'
import type { PhpArray, PhpValue } from './php-form.ts'

/** A type of plain values, with the name that debugging texts give it. */
interface Plain {
  readonly kind: 'plain'
  readonly type: string
  read(text: string): string | number | boolean | undefined
}
interface List {
  readonly kind: 'list'
  readonly of: Description
}
export interface Structure {
  readonly kind: 'structure'
  readonly required: Readonly<Record<string, Description>>
  readonly optional: Readonly<Record<string, Description>>
}
export type Description = Plain | List | Structure

// biome-ignore lint/suspicious/noExplicitAny: what comes out has passed the description beside the function
export type Parameters = any

function plain(type: string, read: Plain['read']): Plain {
  return { kind: 'plain', type, read }
}

/** A value that cleaning would change is refused, so a pattern of what stays as it is will do. */
function pattern(type: string, accepted: RegExp): Plain {
  return plain(type, (text) => (accepted.test(text) ? text : undefined))
}

export const int = plain('int', (text) => (/^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : undefined))
export const bool = plain('bool', (text) => ({ '0': false, '1': true })[text])
export const raw = plain('raw', (text) => text)
export const username = pattern('username', /^[-.@_a-z0-9]*$/)
export const plugin = pattern('plugin', /^(?:[a-z][a-z0-9_]*)?$/)
export const alpha = pattern('alpha', /^[A-Za-z]*$/)
export const trimmed = pattern('raw_trimmed', /^(?:\S|$)(?:.*\S)?$/s)
export const noTags = plain('notags', (text) => (/<[A-Za-z/!?]/.test(text) ? undefined : text))

export function list(of: Description): List {
  return { kind: 'list', of }
}

export function structure(required: Structure['required'], optional: Structure['optional'] = {}): Structure {
  return { kind: 'structure', required, optional }
}

/** Checks the parameters of a call as Moodle does, before the function sees any of them. */
export function check(description: Structure, form: PhpArray): Parameters {
  return checkStructure(description, form)
}

function checkValue(description: Description, value: PhpValue): Parameters {
  if (description.kind === 'plain') {
    if (typeof value !== 'string') throw invalidParameter('Scalar type expected, array or object received.')
    const read = description.read(value)
    if (read !== undefined) return read
    throw invalidParameter(
      `Invalid external api parameter: the value is "${value}", the server was expecting "${description.type}" type`,
    )
  }
  if (typeof value === 'string') throw invalidParameter(`Only arrays accepted. The bad value is: '${value}'`)
  if (description.kind === 'structure') return checkStructure(description, value)
  return [...value.values()].map((inner) => checkValue(description.of, inner))
}

function checkStructure({ required, optional }: Structure, form: PhpArray): Parameters {
  const checked: Record<string, unknown> = {}
  for (const [key, description] of Object.entries({ ...required, ...optional })) {
    const value = form.get(key)
    if (value !== undefined) checked[key] = named(key, () => checkValue(description, value))
    else if (key in required) throw invalidParameter(`Missing required key in single structure: ${key}`)
  }
  const unexpected = [...form.keys()].filter((key) => !(key in required) && !(key in optional))
  if (unexpected.length > 0) {
    throw invalidParameter(`Unexpected keys (${unexpected.join(', ')}) detected in parameter array.`)
  }
  return checked
}

function named<T>(key: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof MoodleError)) throw error
    throw invalidParameter(`${key} => ${error.message}: ${error.debuginfo}`)
  }
}
