import { type MoreValues, moreRule } from '../domain/more-fields.ts'
import type { Outcome } from '../domain/outcome.ts'
import { isOutcome, notOneOf, tooLong } from './checks.ts'
import type { Draft } from './draft.ts'

/** Reads and judges the further fields among `fields`; undefined when there are none. The first bad one refuses. */
export function readMore(
  kind: 'user' | 'course',
  fields: Readonly<Record<string, string | undefined>>,
  draft: Draft,
): Record<string, string> | undefined | Outcome {
  let read: Record<string, string> | undefined
  for (const field of Object.keys(fields)) {
    const value = fields[field]
    if (value === undefined) continue
    const kept = readOne(kind, field, value, draft)
    if (isOutcome(kept)) return kept
    if (kept === undefined) continue
    read ??= {}
    read[field] = kept
  }
  return read
}

function readOne(
  kind: 'user' | 'course',
  field: string,
  value: string,
  draft: Draft,
): string | undefined | Outcome {
  const rule = moreRule(kind, field)
  if (rule === undefined) return undefined
  if ('accepted' in rule) {
    return rule.accepted.includes(value)
      ? value
      : notOneOf(draft.label(kind, field), value, rule.accepted, draft)
  }
  const kept = 'isList' in rule ? listed(value) : value
  return tooLong(kind, { [field]: kept }, [[field, rule.most]], draft) ?? kept
}

/** As Moodle answers lists. */
function listed(value: string): string {
  const names = value.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '').join(', ')
}

/** What is there, with what a record brings and without what it empties. */
export function withMore<Field extends string>(
  found: MoreValues<Field>,
  supplied: MoreValues<Field> | undefined,
  erase: readonly Field[] = [],
): MoreValues<Field> {
  if (supplied === undefined && erase.length === 0) return found
  const left = Object.entries<string | null | undefined>({ ...found, ...supplied }).filter(
    ([field, value]) => value !== '' && !erase.includes(field as Field),
  )
  return Object.fromEntries(left) as unknown as MoreValues<Field>
}

export function sameMore(a: MoreValues<string>, b: MoreValues<string>): boolean {
  const fields = Object.keys(a)
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field])
}
