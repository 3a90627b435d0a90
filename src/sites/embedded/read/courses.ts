import { sql } from 'kysely'
import type { Category, Course } from '../../../domain/entities.ts'
import type { EnrollableCourse } from '../../../domain/site-state.ts'
import type { Tx } from '../../../store/store.ts'
import type { CourseNames } from '../../site.ts'

export async function courses(tx: Tx, siteId: number, by: CourseNames): Promise<Course[]> {
  const { rows } = await sql<CourseRow>`
    select id, category_id, shortname, fullname, idnumber, summary, format, numsections, startdate, enddate, newsitems,
      showgrades, showreports, visible, maxbytes, lang, theme, manual_enrol, guest_enabled, guest_password, more
    from site_course
    where site_id = ${siteId}
      and (shortname = any(${by.shortnames}::text[])
        or (idnumber <> '' and idnumber = any(${by.idnumbers}::text[])))`.execute(tx.db)
  return rows.map(courseOf)
}

export async function enrollableCourses(
  tx: Tx,
  siteId: number,
  by: CourseNames,
): Promise<EnrollableCourse[]> {
  if (by.shortnames.length === 0 && by.idnumbers.length === 0) return []
  const { rows } = await sql<EnrollableRow>`
    select id, shortname, fullname, idnumber, summary, manual_enrol, more->>'enrolment_manual' as settings
    from site_course
    where site_id = ${siteId}
      and (shortname = any(${by.shortnames}::text[])
        or (idnumber <> '' and idnumber = any(${by.idnumbers}::text[])))`.execute(tx.db)
  return rows.map(({ manual_enrol, settings, ...row }) => ({
    ...row,
    manualEnrol: manual_enrol,
    ...(settings !== null && { more: { enrolment_manual: settings } }),
  }))
}

interface EnrollableRow extends Omit<EnrollableCourse, 'manualEnrol' | 'more'> {
  manual_enrol: boolean
  settings: string | null
}

export async function categories(tx: Tx, siteId: number): Promise<Category[]> {
  const { rows } = await sql<Omit<Category, 'parentId'> & { parent_id: number }>`
    select id, parent_id, name, idnumber, visible from site_category
    where site_id = ${siteId} order by id`.execute(tx.db)
  return rows.map(({ parent_id, ...row }) => ({ ...row, parentId: parent_id }))
}

export interface CourseRow {
  id: number
  category_id: number
  shortname: string
  fullname: string
  idnumber: string
  summary: string
  format: string
  numsections: number
  startdate: string
  enddate: string
  newsitems: number
  showgrades: boolean
  showreports: boolean
  visible: boolean
  maxbytes: number
  lang: string
  theme: string
  manual_enrol: boolean
  guest_enabled: boolean | null
  guest_password: string
  more: Course['more']
}

export function courseOf({
  category_id,
  manual_enrol,
  guest_enabled,
  guest_password,
  ...row
}: CourseRow): Course {
  return {
    ...row,
    categoryId: category_id,
    manualEnrol: manual_enrol,
    guestAccess: guest_enabled === null ? null : { enabled: guest_enabled, password: guest_password },
  }
}
