import type { RosterCourse } from '../../../../domain/rosters.ts'
import { today } from '../../../../domain/values/dates.ts'
import { among, type Sql, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { categoryIds } from '../courses.ts'
import { plainName } from '../plain-name.ts'
import type { Tables } from '../schema.ts'
import { milliseconds } from '../window.ts'
import type { RosterReading } from './reader.ts'

export const ROSTER_COURSE_TABLES: Tables = {
  course: ['idnumber', 'startdate', 'enddate', 'visible'],
  course_categories: ['name'],
}

export interface CourseRow {
  readonly id: number
  readonly shortname: string
  readonly fullname: string
  readonly idnumber: string
  readonly startdate: number
  readonly enddate: number
  readonly visible: number
  readonly category: string | null
  readonly path: string | null
}

/** Without the front page, which lies in no category. To be narrowed by more of `c`. */
export const COURSES: Sql = sql`select c.id, c.shortname, c.fullname, c.idnumber, c.startdate, c.enddate, c.visible,
    k.name as category, k.path
  from ${table('course')} c left join ${table('course_categories')} k on k.id = c.category
  where c.category <> 0`

/** By id. */
export async function rosterCourses(
  reading: RosterReading,
  ids: readonly number[],
): Promise<ReadonlyMap<number, RosterCourse>> {
  const wanted = [...new Set(ids)]
  const rows = await reading.picture.rows<CourseRow>(sql`${COURSES} and c.id ${among(wanted)}`)
  return new Map(rows.map((row) => [row.id, rosterCourse(reading, row)]))
}

export function rosterCourse({ config, timeZone }: RosterReading, row: CourseRow): RosterCourse {
  const { id, shortname, idnumber, category } = row
  const day = (seconds: number) => (seconds === 0 ? '' : today(milliseconds(seconds), timeZone))
  return {
    id,
    shortname,
    fullname: plainName(row.fullname, config.language),
    categoryIds: categoryIds(row.path),
    idnumber,
    category: category === null ? null : plainName(category, config.language),
    startdate: day(row.startdate),
    enddate: day(row.enddate),
    visible: row.visible === 1,
  }
}
