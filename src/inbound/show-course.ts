import { sql } from 'kysely'
import type { Course } from '../domain/entities.ts'
import { type CourseRow, courseOf } from '../sites/embedded/read/courses.ts'
import type { Tx } from '../store/store.ts'
import { findCourses } from './find-subject.ts'
import { placeNames } from './place-names.ts'

/** A course as the site has it. Of the guests' password only whether there is one. */
export interface ShownCourse extends Omit<Course, 'categoryId' | 'guestAccess'> {
  /** Path from the top. */
  readonly category: string
  /** `passwordSet` is null where the server does not tell. */
  readonly guestAccess: { readonly enabled: boolean; readonly passwordSet: boolean | null } | null
  readonly enrolments: { readonly active: number; readonly suspended: number }
  /** How many people hold each role in the course. */
  readonly roles: Readonly<Record<string, number>>
  readonly groups: readonly { readonly name: string; readonly members: number }[]
  readonly groupings: readonly { readonly name: string; readonly groups: readonly string[] }[]
  /** Names of its content. */
  readonly activities: readonly string[]
}

/** The courses that a name means (`findCourses`) and that are there. Throws RB-3004 when there is none. */
export async function showCourses(tx: Tx, siteId: number, name: string): Promise<ShownCourse[]> {
  const shown: ShownCourse[] = []
  for (const { id } of (await findCourses(tx, siteId, name)).filter(({ removed }) => !removed)) {
    const { rows } = await sql<CourseRow>`
      select id, category_id, shortname, fullname, idnumber, summary, format, numsections, startdate, enddate, newsitems,
        showgrades, showreports, visible, maxbytes, lang, theme, manual_enrol, guest_enabled, guest_password, more
      from site_course where site_id = ${siteId} and id = ${id}`.execute(tx.db)
    const { categoryId, guestAccess, ...fields } = courseOf(rows[0]!)
    const places = await placeNames(tx, siteId, {})
    shown.push({
      ...fields,
      category: places.category(categoryId),
      guestAccess: guestAccess && { enabled: guestAccess.enabled, passwordSet: guestAccess.password !== '' },
      ...(await contentOf(tx, siteId, id)),
    })
  }
  return shown
}

type Content = Pick<ShownCourse, 'enrolments' | 'roles' | 'groups' | 'groupings' | 'activities'>

async function contentOf(tx: Tx, siteId: number, id: number): Promise<Content> {
  const { rows: counts } = await sql<{ active: number; suspended: number }>`
    select count(*) filter (where status = 'active') as active,
      count(*) filter (where status = 'suspended') as suspended
    from site_enrolment where site_id = ${siteId} and course_id = ${id}`.execute(tx.db)
  const { rows: roles } = await sql<{ role: string; people: number }>`
    select r.shortname as role, count(*) as people
    from site_role r join site_role_assignment a on a.site_id = r.site_id and a.role_id = r.id
    where r.site_id = ${siteId} and a.context = 'course' and a.instance_id = ${id}
    group by r.id, r.shortname order by r.id`.execute(tx.db)
  const { rows: groups } = await sql<{ name: string; members: number }>`
    select g.name, (select count(*) from site_group_member m
      where m.site_id = ${siteId} and m.group_id = g.id) as members
    from site_group g where g.site_id = ${siteId} and g.course_id = ${id} order by g.name`.execute(tx.db)
  const { rows: groupings } = await sql<{ name: string; groups: string[] }>`
    select p.name, array(select g.name from site_grouping_group l
        join site_group g on g.site_id = l.site_id and g.id = l.group_id
        where l.site_id = ${siteId} and l.grouping_id = p.id order by g.name) as groups
    from site_grouping p where p.site_id = ${siteId} and p.course_id = ${id} order by p.name`.execute(tx.db)
  const { rows: activities } = await sql<{ name: string }>`
    select name from site_activity where site_id = ${siteId} and course_id = ${id} order by position`.execute(
    tx.db,
  )
  return {
    enrolments: counts[0]!,
    roles: Object.fromEntries(roles.map(({ role, people }) => [role, people])),
    groups,
    groupings,
    activities: activities.map(({ name }) => name),
  }
}
