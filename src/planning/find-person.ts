import { IDENTIFYING_FIELDS, type Identifiers, type IdentifyingField } from '../domain/action.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { PeopleIndex, Person } from '../domain/state/people-index.ts'
import type { Draft } from './draft.ts'

/**
 * Finds the one live user whom all given identifiers fit (Data Hub rules U-3, U-4, E-1). Values that nobody has, and
 * values of different users, refuse the record and are all named. An address that several share is no identifier
 * (quirk Q-24), unless another value tells them apart.
 */
export function findPerson<T extends Person>(
  by: Identifiers,
  people: PeopleIndex<T>,
  label: (field: IdentifyingField) => string,
  draft: Draft,
): T | Outcome {
  // Nearly every record of an enrolment file names one who is there.
  if (by.username !== undefined && by.email === undefined && by.idnumber === undefined) {
    const ids = people.having('username', by.username)
    if (ids.length === 1) return people.get(ids[0]!)!
  }
  const given = IDENTIFYING_FIELDS.filter((field) => by[field] !== undefined)
  const unknown = given.filter((field) => people.having(field, by[field]!).length === 0)
  if (unknown.length > 0) return draft.refuse('RB-2012', naming(unknown, by, label))

  let fitting = [...people.having(given[0]!, by[given[0]!]!)]
  for (const field of given.slice(1)) {
    const ids = people.having(field, by[field]!)
    fitting = fitting.filter((id) => ids.includes(id))
  }
  if (fitting.length === 0) return draft.refuse('RB-2013', naming(given, by, label))
  if (fitting.length > 1) return draft.refuse('RB-2015', naming(given, by, label))
  return people.get(fitting[0]!)!
}

/** The fields and values of a finding, as `username "jdoe", idnumber "S1"`. */
export function naming(
  fields: readonly IdentifyingField[],
  by: Identifiers,
  label: (field: IdentifyingField) => string,
): Record<string, string> {
  return {
    field: fields.map(label).join(', '),
    value: fields.map((field) => by[field]!).join(', '),
    found: fields.map((field) => `${label(field)} "${by[field]!}"`).join(', '),
  }
}
