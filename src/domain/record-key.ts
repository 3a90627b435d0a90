import type { Action, Identifiers } from './action.ts'

/**
 * What a record is about, spelled so that the same thing always gets the same key. The hub remembers per site and
 * key what was last applied; when an operation changes a thing through one key, the memory of its other keys
 * (`userKeys`, `enrolmentKeys`) is forgotten, so that no record is taken for unchanged when something else moved.
 *
 * A person is known by the strongest identifier that the record has: user name, then id number, then address.
 */
export function recordKey(action: Action): string | null {
  switch (action.kind) {
    case 'user':
      return personKey(action.find ?? action.fields)
    case 'course':
      return action.fields.shortname === undefined ? null : `s:${action.fields.shortname}`
    case 'enrolment': {
      const { context, instance = '', role = '' } = action.fields
      const person = personKey(action.fields)
      if (person === null || context === undefined) return null
      return [person, context, instance, role].join(SEPARATOR)
    }
  }
}

/** Between the parts of an enrolment's key. Formats refuse a record that holds this control character. */
export const SEPARATOR = '\u001f'

/** All keys by which records may have named a person. */
export function personKeys(user: Required<Identifiers>): string[] {
  const keys = [`u:${user.username}`]
  if (user.idnumber !== '') keys.push(`i:${user.idnumber}`)
  if (user.email !== '') keys.push(`e:${user.email}`)
  return keys
}

function personKey(by: Identifiers): string | null {
  if (by.username !== undefined) return `u:${by.username.toLowerCase()}`
  if (by.idnumber !== undefined) return `i:${by.idnumber}`
  if (by.email !== undefined) return `e:${by.email}`
  return null
}
