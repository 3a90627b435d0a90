import type { Outcome } from '../domain/outcome.ts'
import type { ProfileField } from '../domain/site-facts.ts'
import { isOutcome, notOneOf, readDate } from './checks.ts'
import type { Draft } from './draft.ts'

const CHECKBOX = ['0', '1'] as const

/**
 * Reads custom profile values into what the site stores (Data Hub section 3.3). Columns for fields that the site
 * does not have are passed over here: the run says so once, for the header (rule F-9). An empty value empties the field.
 */
export function readProfile(
  profile: Readonly<Record<string, string>>,
  fields: ReadonlyMap<string, ProfileField>,
  draft: Draft,
): Record<string, string> | Outcome {
  const stored: Record<string, string> = {}
  for (const [shortname, value] of Object.entries(profile)) {
    const field = fields.get(shortname.toLowerCase())
    if (field === undefined) continue
    if (value === '') {
      stored[field.shortname] = ''
      continue
    }
    const label = draft.policy.plainProfileColumns
      ? shortname
      : draft.label('user', `profile_field_${shortname}`)
    const read = readOne(field, value, label, draft)
    if (isOutcome(read)) return read
    stored[field.shortname] = read
  }
  return stored
}

function readOne(field: ProfileField, value: string, label: string, draft: Draft): string | Outcome {
  switch (field.type) {
    case 'checkbox':
      return value === '0' || value === '1' ? value : notOneOf(label, value, CHECKBOX, draft)
    case 'menu':
      return field.options.includes(value) ? value : notOneOf(label, value, field.options, draft)
    case 'datetime':
      return readDate(label, value, draft)
    case 'text':
    case 'textarea':
      return value
  }
}
