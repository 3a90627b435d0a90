import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../../../domain/action.ts'
import { SEPARATOR } from '../../../domain/record-key.ts'
import { PROFILE_OF_FILTER, type RemovalWay, type UserFilter } from '../../../domain/removal.ts'

/** What a feed brought, and what ending it means. */
export interface Managed {
  readonly siteId: number
  readonly feedId: number
  readonly kind: RecordKind
  /** As `memory.kind`. */
  readonly kindNumber: number
  readonly how: RemovalWay
  /** The method of the feed's enrolments. */
  readonly method: string
  /** As `Removals`. */
  readonly inListedCourses?: boolean
  readonly severalRoles?: boolean
  /** As `Removals`. */
  readonly among?: UserFilter
}

/** Belongs to the site: no list ends it. */
const GUEST = 'guest'

/**
 * A query of the `key`s that a feed brought and on whose things the removal could still act: people who are not gone,
 * nor suspended already where it suspends; and so on. Null for a kind that lists do not remove.
 */
export function removable(managed: Managed): RawBuilder<unknown> | null {
  const { siteId, feedId, kindNumber, kind, how, method, among = {} } = managed
  const brought = sql`memory m where m.site_id = ${siteId} and m.kind = ${kindNumber} and m.feed_id = ${feedId}`
  const idnumber = sql`substr(m.key, 3)`
  switch (kind) {
    case 'user':
      return sql`select m.key from ${brought} and m.key >= 'i:' and m.key < 'i;' and exists (
        select from site_user u where u.site_id = ${siteId} and u.idnumber <> '' and u.idnumber = ${idnumber}
          and not u.deleted and u.username <> ${GUEST} ${how === 'suspend' ? sql`and not u.suspended` : sql``} ${amongThem(among)})`
    case 'course':
      return sql`select m.key from ${brought} and m.key >= 'i:' and m.key < 'i;' and exists (
        select from site_course c where c.site_id = ${siteId} and c.idnumber <> '' and c.idnumber = ${idnumber}
          and c.visible)`
    case 'enrolment': {
      const part = (number: number) => sql`split_part(m.key, ${SEPARATOR}, ${sql.lit(number)})`
      return sql`select m.key from ${brought} and ${part(2)} = 'courseid' and exists (
        select from site_enrolment e
        join site_user u on u.site_id = e.site_id and u.id = e.user_id and not u.deleted
        join site_course c on c.site_id = e.site_id and c.id = e.course_id
        where e.site_id = ${siteId} and e.method = ${method} and u.idnumber <> ''
          and 'i:' || u.idnumber = ${part(1)} and c.idnumber <> '' and c.idnumber = ${part(3)}
          ${how === 'suspend' ? sql`and e.status = 'active'` : sql``})`
    }
    case 'category':
    case 'cohort':
    case 'group':
    case 'activity':
      return null
  }
}

/** Fields of a filter are few, and settings take no others. */
function amongThem(among: UserFilter): RawBuilder<unknown> {
  const conditions = Object.entries(among).map(([field, value]) =>
    field.startsWith(PROFILE_OF_FILTER)
      ? sql`and u.profile->>${field.slice(PROFILE_OF_FILTER.length)} = ${value}`
      : sql`and ${sql.ref(`u.${field}`)} = ${value}`,
  )
  return conditions.length === 0 ? sql`` : sql.join(conditions, sql` `)
}
