import { type RawBuilder, sql } from 'kysely'
import type { ActivityQuestion } from '../../activity.ts'
import type { RosterQuestion } from '../../roster.ts'
import { isAmongPeople, learnerColumns } from '../activity/question.ts'
import { categoryPaths, type LearnerRow } from '../activity/rows.ts'

/** Whom and what a full list is of. The question was checked (`checkQuestion`); its window says nothing here. */
export type ListQuestion = RosterQuestion & ActivityQuestion

export interface CourseListRow {
  course_id: number
  course: string
  shortname: string
  course_idnumber: string
  category: string | null
  category_ids: number[] | null
  startdate: string
  enddate: string
  visible: boolean
}

export interface EnrolmentListRow extends LearnerRow, CourseListRow {
  role: string | null
  method: string
  status: 'active' | 'suspended'
  time_start: Date | null
  time_end: Date | null
}

/** The people of a site, by username. */
export function personList(siteId: number, question: ListQuestion): RawBuilder<LearnerRow> {
  return sql<LearnerRow>`
    select ${learnerColumns(siteId, { ...question, cohorts: false })}
    from site_user u where ${isTold(siteId, question)} order by u.username`
}

/** The courses of a site, by short name. */
export function courseList(siteId: number): RawBuilder<CourseListRow> {
  return sql<CourseListRow>`
    with recursive ${categoryPaths(siteId)}
    select ${COURSE} from site_course c ${CATEGORY} where c.site_id = ${siteId} order by c.shortname, c.id`
}

/** Who is in which course, a row for each method and role, by username and course. */
export function enrolmentList(siteId: number, question: ListQuestion): RawBuilder<EnrolmentListRow> {
  return sql<EnrolmentListRow>`
    with recursive ${categoryPaths(siteId)}
    select ${learnerColumns(siteId, { ...question, cohorts: false })}, ${COURSE}, role.shortname as role, e.method,
      e.status, e.time_start, e.time_end
    from site_enrolment e
    join site_user u on u.site_id = e.site_id and u.id = e.user_id
    join site_course c on c.site_id = e.site_id and c.id = e.course_id ${CATEGORY}
    left join site_role_assignment held on held.site_id = e.site_id and held.user_id = e.user_id
      and held.context = 'course' and held.instance_id = e.course_id
    left join site_role role on role.site_id = held.site_id and role.id = held.role_id
    where e.site_id = ${siteId} and ${isTold(siteId, question)}
    order by u.username, c.shortname, c.id, role.shortname, e.method`
}

const COURSE = sql`c.id as course_id, c.fullname as course, c.shortname, c.idnumber as course_idnumber,
  k.name as category, path.ids as category_ids, c.startdate, c.enddate, c.visible`
const CATEGORY = sql`left join site_category k on k.site_id = c.site_id and k.id = c.category_id
  left join path on path.id = c.category_id`

/** Outbound rules O-49 and O-51, of the user `u`. */
function isTold(siteId: number, { filters }: ListQuestion): RawBuilder<unknown> {
  const among = filters.map((filter) => sql` and ${isAmongPeople(siteId, filter)}`)
  return sql`u.site_id = ${siteId} and not u.deleted and u.confirmed and not u.guest ${among.length === 0 ? sql`` : sql.join(among, sql``)}`
}
