import * as z from 'zod'
import { type RollbookError, refusal } from '../domain/finding.ts'
import { nearest } from '../domain/values/nearest.ts'

/**
 * Reads a format's settings by its schema and fills in defaults. The first thing that does not fit throws
 * RollbookError: RB-8001 or RB-8002 for a name that does not exist, RB-8003 for a value.
 */
export function parseSettings<Schema extends z.ZodObject>(schema: Schema, raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw ?? {}, { reportInput: true })
  if (result.success) return result.data
  throw settingsError(schema, result.error.issues[0]!)
}

function settingsError(schema: z.ZodObject, issue: z.core.$ZodIssue): RollbookError {
  if (issue.code === 'unrecognized_keys') {
    return unknownSetting([...issue.path, issue.keys[0]!], keysAt(schema, issue.path))
  }
  const value = typeof issue.input === 'string' ? issue.input : (JSON.stringify(issue.input) ?? 'none')
  return refusal('RB-8003', { field: spell(issue.path), value, accepted: accepted(issue) })
}

/** `path` ends in the name that does not exist; `known` are those that do. */
export function unknownSetting(path: readonly PropertyKey[], known: readonly string[]): RollbookError {
  const field = spell(path)
  const meant = nearest(String(path.at(-1)), known)
  return meant === null
    ? refusal('RB-8001', { field, accepted: known })
    : refusal('RB-8002', { field, nearest: meant, accepted: known })
}

function accepted(issue: z.core.$ZodIssue): string | readonly string[] {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map(String)
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected
    case 'too_small':
      return `at least ${issue.minimum} of them`
    default:
      return issue.message
  }
}

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'true, false',
  string: 'a text',
  array: 'a list',
  object: 'an object with the settings by name',
  record: 'an object with a text for each name',
}

/** Names of the settings in the object at `path` of a schema. */
function keysAt(schema: z.ZodObject, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType = schema
  for (const step of path) {
    at = unwrap(at)
    if (at instanceof z.ZodObject) at = at.shape[String(step)]!
    else if (at instanceof z.ZodArray) at = at.element
  }
  return keysOf(unwrap(at))
}

/** Where a setting has one of several shapes: the names of all of them. */
function keysOf(type: z.core.$ZodType): string[] {
  if (type instanceof z.ZodObject) return Object.keys(type.shape)
  return type instanceof z.ZodUnion ? [...new Set(type.options.flatMap((option) => keysOf(option)))] : []
}

function unwrap(type: z.core.$ZodType): z.core.$ZodType {
  return type instanceof z.ZodDefault || type instanceof z.ZodPrefault ? unwrap(type.unwrap()) : type
}

function spell(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'settings' : path.map(String).join('.')
}
