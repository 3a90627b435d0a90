import { type RawBuilder, sql } from 'kysely'
import { SEPARATOR } from '../../domain/record-key.ts'
import { ANY_ROLE } from '../../domain/removal.ts'

/**
 * Does a present key name what another key is about? With `severalRoles`, keys of enrolments hold all roles of a record:
 * then one that both have is enough, so that nobody who is still in the list loses what they keep.
 */
export function namedBy(
  present: RawBuilder<string>,
  key: RawBuilder<string>,
  severalRoles = false,
): RawBuilder<boolean> {
  if (!severalRoles) return sql`${present} = ${key}`
  const part = (of: RawBuilder<string>, number: number) =>
    sql<string>`split_part(${of}, ${SEPARATOR}, ${sql.lit(number)})`
  return sql`${part(present, 1)} = ${part(key, 1)} and ${part(present, 3)} = ${part(key, 3)}
    and (${part(present, 4)} = ${ANY_ROLE}
      or string_to_array(${part(present, 4)}, ',') && string_to_array(${part(key, 4)}, ','))`
}

/** A key of several roles that names none at all is about a member who has nothing to lose. */
export function hasRole(key: RawBuilder<string>): RawBuilder<boolean> {
  return sql`trim(both ',' from split_part(${key}, ${SEPARATOR}, 4)) <> ''`
}
