import { sql } from 'kysely'
import { findCourses, findPeople } from './find-subject.ts'
import type { Hub } from './hub.ts'
import type { ShownEnrolment } from './show-user.ts'

/** One enrolment with the names of what it links. */
export interface EnrolmentRow extends ShownEnrolment {
  readonly username: string
}

/** Whose enrolments, in which course: one of the two or both. Names as `findPeople` and `findCourses` read them. */
export interface EnrolmentsOf {
  readonly user?: string
  readonly course?: string
}

const PAGE_ROWS = 1000

/**
 * Enrolments by course, people in the order in which they came, read in pages so that a course of a whole organisation takes no more memory than
 * a small one. Throws RB-2012 or RB-3004 when there is no such person or course.
 */
export async function* showEnrolments(
  hub: Hub,
  organisationId: number,
  siteId: number,
  { user, course }: EnrolmentsOf,
): AsyncGenerator<EnrolmentRow> {
  const ids = await hub.store.asOrganisation(organisationId, async (tx) => ({
    users: user === undefined ? null : present(await findPeople(tx, siteId, user)),
    courses: course === undefined ? null : present(await findCourses(tx, siteId, course)),
  }))
  let after = { course_id: 0, user_id: 0, method: '' }
  for (;;) {
    const rows = await hub.store.asOrganisation(organisationId, async ({ db }) => {
      const page = await sql<Row>`
        select e.course_id, e.user_id, e.method, e.status, e.time_start, e.time_end, u.username,
          c.shortname as course,
          array(select r.shortname from site_role_assignment a
            join site_role r on r.site_id = a.site_id and r.id = a.role_id
            where a.site_id = ${siteId} and a.user_id = e.user_id and a.context = 'course'
              and a.instance_id = e.course_id order by r.id) as roles,
          array(select g.name from site_group_member m
            join site_group g on g.site_id = m.site_id and g.id = m.group_id
            where m.site_id = ${siteId} and m.user_id = e.user_id and m.course_id = e.course_id
            order by g.name) as groups
        from site_enrolment e
        join site_user u on u.site_id = e.site_id and u.id = e.user_id
        join site_course c on c.site_id = e.site_id and c.id = e.course_id
        where e.site_id = ${siteId}
          ${ids.users === null ? sql`` : sql`and e.user_id = any(${ids.users}::bigint[])`}
          ${ids.courses === null ? sql`` : sql`and e.course_id = any(${ids.courses}::bigint[])`}
          and (e.course_id, e.user_id, e.method) > (${after.course_id}, ${after.user_id}, ${after.method})
        order by e.course_id, e.user_id, e.method limit ${PAGE_ROWS}`.execute(db)
      return page.rows
    })
    for (const { course_id: _, user_id: __, time_start, time_end, ...row } of rows) {
      yield { ...row, timeStart: time_start, timeEnd: time_end }
    }
    if (rows.length < PAGE_ROWS) return
    after = rows.at(-1)!
  }
}

interface Row extends Omit<EnrolmentRow, 'timeStart' | 'timeEnd'> {
  course_id: number
  user_id: number
  time_start: Date | null
  time_end: Date | null
}

function present(found: readonly { id: number; removed: boolean }[]): number[] {
  return found.filter(({ removed }) => !removed).map(({ id }) => id)
}
