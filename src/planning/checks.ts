import type { RecordKind } from '../domain/action.ts'
import { finding } from '../domain/finding.ts'
import type { Outcome } from '../domain/outcome.ts'
import { DATE_FORMATS, isoDate, parseDate } from '../domain/values/dates.ts'
import { parseFlag } from '../domain/values/flags.ts'
import { nearest } from '../domain/values/nearest.ts'
import { characters, isLongerThan } from '../domain/values/text-length.ts'
import { type Draft, rejected } from './draft.ts'

type Values = Readonly<Record<string, string | undefined>>

/** Names all required values that are missing, in one finding (Data Hub rule U-1). */
export function missing(
  kind: RecordKind,
  values: Values,
  required: readonly string[],
  draft: Draft,
): Outcome | null {
  const absent = required.filter((field) => values[field] === undefined)
  if (absent.length === 0) return null
  return draft.refuse('RB-2001', { field: absent.map((field) => draft.label(kind, field)).join(', ') })
}

/** The most characters of fields, in the order of the checks. Not a Map: a look at one makes a pair for each field. */
export type Limits = readonly (readonly [field: string, limit: number])[]

/** Limits count characters, not bytes (Data Hub quirk Q-10). */
export function tooLong(
  kind: RecordKind,
  values: Values,
  limits: Limits,
  draft: Draft,
  labelPrefix = '',
): Outcome | null {
  for (const [field, limit] of limits) {
    const value = values[field]
    if (value === undefined || !isLongerThan(value, limit)) continue
    return draft.refuse('RB-2002', {
      field: draft.label(kind, labelPrefix + field),
      value,
      length: characters(value),
      limit,
    })
  }
  return null
}

/** Refuses a word that is not in a short list, naming the list and the nearest word. */
export function notOneOf(field: string, value: string, accepted: readonly string[], draft: Draft): Outcome {
  const near = nearest(value, accepted)
  return draft.refuse('RB-2003', {
    field,
    value,
    accepted: accepted.join(', '),
    hint: near === null ? '' : `. Did you mean "${near}"?`,
  })
}

export const FLAG_WORDS = ['0', '1', 'no', 'yes'] as const

/**
 * Reads the flags among `values` into `into`; the first bad one refuses the record. A flag that is not supplied
 * stays undefined.
 */
export function readFlag(field: string, value: string, draft: Draft): boolean | Outcome {
  return parseFlag(value) ?? notOneOf(field, value, FLAG_WORDS, draft)
}

/** Rows of a file share few dates. */
const MOST_DATES = 20_000
const isoToo = new Map<string, string>()
const slashesOnly = new Map<string, string>()

/** Reads a date into `YYYY-MM-DD` (Data Hub section 3.4). */
export function readDate(field: string, value: string, draft: Draft): string | Outcome {
  const iso = draft.policy.isoDates
  const known = iso ? isoToo : slashesOnly
  const date = known.get(value)
  if (date !== undefined) return date
  const parts = parseDate(value, { iso })
  if (parts !== null) {
    const read = isoDate(parts)
    if (known.size >= MOST_DATES) known.clear()
    known.set(value, read)
    return read
  }
  return rejected(finding('RB-2011', { field, value, accepted: DATE_FORMATS(iso) }))
}

export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && 'outcome' in value
}
