import type { Finding } from '../../../domain/finding.ts'
import { body } from '../form.ts'
import { countFields, encode, type ParameterValue } from '../parameters.ts'
import type { Extent } from './batch-sizes.ts'
import type { WriteFunction } from './functions.ts'

/**
 * What became of one record: the truth about the server.
 *
 * - `done`: it holds there; `id` is the one that the server gave, where it gives one.
 * - `refused`: the server looked at it and will not have it. Nothing of it was done.
 * - `postponed`: nothing of it was done, for reasons that lie outside it. It may succeed later.
 * - `unknown`: the server may have done it and could not be asked. Its intent stays open.
 */
export type ItemResult =
  | { readonly result: 'done'; readonly id: number | null }
  | { readonly result: 'refused' | 'postponed' | 'unknown'; readonly finding: Finding }

/** A record on its way: its place in the list that the caller gave, and its form. */
export interface Item extends Extent {
  readonly index: number
  readonly value: ParameterValue
  readonly keys: readonly string[]
  /** What warnings name it by: the id of the thing that is changed. Null where answers name no ids. */
  readonly identity: string | null
}

export function makeItem(
  fn: WriteFunction,
  index: number,
  value: ParameterValue,
  keys: readonly string[],
): Item {
  return {
    index,
    value,
    keys,
    identity: fn.answer === 'warnings' ? String(property(value, 'id') ?? value) : null,
    fields: countFields(value),
    // The index of a record is no longer than this one.
    bytes: body(encode({ [`${fn.list}[10000]`]: value })).length + 1,
  }
}

export function extentOf(items: readonly Item[]): Extent {
  return {
    fields: items.reduce((sum, { fields }) => sum + fields, 0),
    bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
