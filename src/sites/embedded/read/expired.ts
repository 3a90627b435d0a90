import { type RawBuilder, sql } from 'kysely'

/** A query of the active enrolments of a method whose end has passed: `username` and `shortname`. `now` in milliseconds. */
export function expiredEnrolments(siteId: number, method: string, now: number): RawBuilder<unknown> {
  return sql`select u.username, c.shortname from site_enrolment e
    join site_user u on u.site_id = e.site_id and u.id = e.user_id and not u.deleted
    join site_course c on c.site_id = e.site_id and c.id = e.course_id
    where e.site_id = ${siteId} and e.method = ${method} and e.status = 'active'
      and e.time_end <= ${new Date(now).toISOString()}::timestamptz`
}
