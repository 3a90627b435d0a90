import { type RawBuilder, sql } from 'kysely'
import type { PeopleFilter } from '../../activity.ts'
import { isAmongPeople } from '../activity/question.ts'
import { bound } from '../activity/rows.ts'

/** A record for the total of a course, as a grade book has it: also one that has no grade yet. */
export interface GradeRecordRow {
  firstname: string
  lastname: string
  username: string
  idnumber: string
  profile: Record<string, string>
  shortname: string
  startdate: string
  /** Numbers as decimal text. */
  grade: string | null
  min: string
  max: string
  letters: [lowerBound: string, letter: string][] | null
}

/**
 * The course totals that changed at or after `since` (milliseconds since 1970 UTC), or all of them; of people and courses
 * that are there, enrolled or not (Data Hub rule X-1). In the order of users and courses.
 */
export function gradeRecords(
  siteId: number,
  people: readonly PeopleFilter[],
  since: number | null,
): RawBuilder<GradeRecordRow> {
  const among = people.map((filter) => isAmongPeople(siteId, filter))
  return sql<GradeRecordRow>`
    select u.firstname, u.lastname, u.username, u.idnumber, u.profile, c.shortname, c.startdate,
      g.grade, g.min, g.max, (
        select jsonb_agg(jsonb_build_array(l.lower_bound::text, l.letter))
        from site_course_letter l where l.site_id = g.site_id and l.course_id = g.course_id) as letters
    from site_grade g
    join site_user u on u.site_id = g.site_id and u.id = g.user_id and not u.deleted and u.confirmed and not u.guest
    join site_course c on c.site_id = g.site_id and c.id = g.course_id
    where g.site_id = ${siteId} and g.item = 'course'
      and ${since === null ? sql`true` : sql`g.time >= ${bound(since)}`}
      and ${among.length === 0 ? sql`true` : sql.join(among, sql` and `)}
    order by u.username, c.shortname, c.id`
}
