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

/** Of whom and what every row is. */
export interface PlaceRow {
  user_id: number
  /** 0 for none; in datasets that know no courses, too. */
  course_id: number
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

/** The query `path`, with the categories' ids from the top down. */
export function categoryPaths(siteId: number): RawBuilder<unknown> {
  return sql`path (id, ids) as (
    select id, array[id] from site_category where site_id = ${siteId} and parent_id = 0
    union all
    select k.id, path.ids || k.id from path join site_category k on k.site_id = ${siteId} and k.parent_id = path.id)`
}

/** The names of the columns of `LearnerRow` that there are for a question. */
export function learnerNames({ accountFields, profileFields, cohorts }: ActivityQuestion): string[] {
  return [
    ...['user_id', 'username', 'idnumber', 'email', 'suspended'],
    ...accountFields.map((_, index) => accountColumn(index)),
    ...profileFields.map((_, index) => profileColumn(index)),
    ...(cohorts ? ['cohorts'] : []),
  ]
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

/** A time of the row `a`, for `msOf`: a number is read in a fraction of the time that a date takes. */
export function seconds(column: string): RawBuilder<unknown> {
  return sql`date_part('epoch', ${sql.ref(`a.${column}`)})`
}

const MICROSECONDS = 1_000_000
const MICROSECONDS_IN_MS = 1_000

/** Milliseconds since 1970 UTC, of seconds as the database tells them: exact to the microsecond until the year 2255. */
export function msOf(time: number): number {
  return Math.floor(Math.round(time * MICROSECONDS) / MICROSECONDS_IN_MS)
}

/** Rows by their columns, as one JSON text for each column tells them: most of what is read is read at once. */
export type Columns<Row extends object> = { readonly [Name in keyof Row]: readonly Row[Name][] }

/** How a dataset lies in the tables of the site: each is one file of this shape. */
export interface DatasetReader<D extends ActivityDataset, Row extends object> {
  readonly table: string
  /** Of the row `a`, as JSON holds them: numbers with decimals are told as text, since JavaScript's lose digits. */
  readonly columns: { readonly [Name in keyof Row]: RawBuilder<unknown> }
  /** Does it have a column `course_id`? */
  readonly inCourses: boolean
  /** Columns by whose times a window chooses. */
  readonly times: readonly string[]
  /** Rows that are kept and never told fail it. Absent: there are none. */
  readonly told?: RawBuilder<unknown>
  /**
   * @param at which of the rows
   * @param course null when the row has none
   */
  factOf(
    rows: Columns<Row & PlaceRow>,
    at: number,
    learner: Learner,
    course: FactCourse | null,
  ): ActivityFacts[D]
}
