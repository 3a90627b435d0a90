import { CUSTOM_FIELD, METHOD, type MoreValues, ROLE_NAME } from '../../../domain/more-fields.ts'
import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'

/** Further fields that no function sets; planning leaves them out. */
const UNWRITABLE: ReadonlySet<string> = new Set([
  'emailstop',
  'showactivitydates',
  'downloadcontent',
  'legacyfiles',
  'tags',
])

export function isUnwritable(field: string): boolean {
  return UNWRITABLE.has(field) || field.startsWith(ROLE_NAME) || field.startsWith(METHOD)
}

/** The parameters for what differs of the further fields; of a new thing, for all that it has. */
export function moreParameters(
  before: MoreValues<string>,
  after: MoreValues<string>,
): Readonly<Record<string, ParameterValue>> {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  const parameters: Record<string, ParameterValue> = {}
  const custom: ParameterValue[] = []
  for (const field of fields) {
    const value = after[field] ?? ''
    // What the server does not tell is written only where a record brings it, or empties it.
    if (isUnwritable(field) || after[field] === null || value === (before[field] ?? null)) continue
    if (field.startsWith(CUSTOM_FIELD)) custom.push({ shortname: field.slice(CUSTOM_FIELD.length), value })
    else parameters[field] = value
  }
  return { ...parameters, ...(custom.length > 0 && { customfields: custom }) }
}
