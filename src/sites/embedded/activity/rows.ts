import { type RawBuilder, sql } from 'kysely'
import type { ActivityDataset, ActivityFacts, FactCourse, Learner } from '../../../domain/activity.ts'
import type { ActivityQuestion } from '../../activity.ts'

/** The columns of every dataset's rows that tell of the person. */
export interface LearnerRow {
  user_id: number
  username: string
  idnumber: string
  email: string
  suspended: boolean
  /** Absent unless they are asked for. */
  cohorts?: string[]
  [asked: AskedColumn]: string
}

type AskedColumn = `account_${number}` | `profile_${number}`

/** Of a field of the account that is asked for, by its place in the question. */
export function accountColumn(index: number): AskedColumn {
  return `account_${index}`
}

/** Of a custom profile field. */
export function profileColumn(index: number): AskedColumn {
  return `profile_${index}`
}

/** And of the course, where a dataset has one; all null where the row has none. */
export interface CourseRow {
  /** Absent in datasets that know no courses. */
  course_id?: number | null
  shortname: string | null
  fullname: string | null
  /** As PostgreSQL spells an array. */
  category_ids: string | null
}

export const COURSE_COLUMNS = sql`c.id as course_id, c.shortname, c.fullname, path.ids::text as category_ids`

/** Joins the course `c` of the row `a`, with the way to it from the top. */
export const COURSE_JOINS = sql`left join site_course c on c.site_id = a.site_id and c.id = a.course_id
  left join path on path.id = c.category_id`

/** A row of a course that is gone is not told, as on a Moodle site, where it is gone too. */
export const COURSE_IS_THERE = sql`(a.course_id = 0 or c.id is not null)`

/** The query `path`, with the categories' ids from the top down. */
export function categoryPaths(siteId: number): RawBuilder<unknown> {
  return sql`path (id, ids) as (
    select id, array[id] from site_category where site_id = ${siteId} and parent_id = 0
    union all
    select k.id, path.ids || k.id from path join site_category k on k.site_id = ${siteId} and k.parent_id = path.id)`
}

export function learnerOf(row: LearnerRow, { accountFields, profileFields }: ActivityQuestion): Learner {
  return {
    id: row.user_id,
    username: row.username,
    idnumber: row.idnumber,
    email: row.email,
    suspended: row.suspended,
    account: named(accountFields, row, accountColumn),
    profile: named(profileFields, row, profileColumn),
    cohorts: row.cohorts ?? NO_COHORTS,
  }
}

/** @param id the row's, which has a course */
export function courseOf(row: CourseRow, id: number): FactCourse {
  return {
    id,
    shortname: row.shortname!,
    fullname: row.fullname!,
    categoryIds: row.category_ids === null ? [] : row.category_ids.slice(1, -1).split(',').map(Number),
  }
}

const NOTHING: Readonly<Record<string, string>> = {}
const NO_COHORTS: readonly string[] = []

function named(
  fields: readonly string[],
  row: LearnerRow,
  columnOf: (index: number) => AskedColumn,
): Readonly<Record<string, string>> {
  if (fields.length === 0) return NOTHING
  return Object.fromEntries(fields.map((field, index) => [field, row[columnOf(index)]!]))
}

/** A time of a window as PostgreSQL takes it: those beyond the years that it and ISO text share are endless. */
export function bound(time: number): RawBuilder<unknown> {
  const text = time < FIRST_TIME ? '-infinity' : time > LAST_TIME ? 'infinity' : new Date(time).toISOString()
  return sql`${text}::timestamptz`
}

/** The years 1 to 9999. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z')
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** How a dataset lies in the tables of the site: each is one file of this shape. */
export interface DatasetReader<D extends ActivityDataset, Row extends object> {
  readonly table: string
  /** Of the row `a`. */
  readonly columns: RawBuilder<unknown>
  /** Does it have a column `course_id`? */
  readonly inCourses: boolean
  /** Columns by whose times a window chooses. */
  readonly times: readonly string[]
  /** Rows that are kept and never told fail it. Absent: there are none. */
  readonly told?: RawBuilder<unknown>
  /** @param course null when the row has none */
  factOf(row: Row, learner: Learner, course: FactCourse | null): ActivityFacts[D]
}
