import { type RawBuilder, sql } from 'kysely'
import type { ActivityDataset, FactCourse } from '../../../domain/activity.ts'
import type { ActivityQuestion } from '../../activity.ts'
import { isAmongPeople, learnerColumns, learnerJoins } from './question.ts'
import {
  bound,
  type Columns,
  categoryPaths,
  type DatasetReader,
  type LearnerRow,
  learnerNames,
  type PlaceRow,
} from './rows.ts'

/** Facts of one row of the answer. */
const FACTS = 2_000

/**
 * Some thousand facts, as one row: its values are read as JSON, each of them at once. People and courses are told once and
 * not with each of their facts.
 */
export interface BatchRow<Row extends object> {
  readonly people: Columns<LearnerRow>
  /** Null: none of the facts has any. */
  readonly courses: readonly FactCourse[] | null
  readonly facts: Columns<Row & PlaceRow>
}

/** What a dataset has to tell, in batches: one query, so one picture of the database. */
export function batchesOf<D extends ActivityDataset, Row extends object>(
  siteId: number,
  { table, columns, inCourses, times, told = sql`true` }: DatasetReader<D, Row>,
  question: ActivityQuestion,
): RawBuilder<BatchRow<Row>> {
  const from = bound(question.from)
  const to = bound(question.to)
  const inWindow = times.map((column) => {
    const time = sql.ref(`a.${column}`)
    return sql`${time} >= ${from} and ${time} < ${to}`
  })
  const own = Object.entries<RawBuilder<unknown>>(columns).map(
    ([name, value]) => sql`, ${value} as ${sql.ref(name)}`,
  )
  const names = ['user_id', 'course_id', ...Object.keys(columns)]
  // Facts of a person often follow one another; where they do not, the person is told again, and taken once.
  const first = sql`filter (where before is distinct from user_id or place % ${sql.lit(FACTS)} = 0)`
  return sql<BatchRow<Row>>`
    with recursive ${categoryPaths(siteId)}
    select people, facts, ${inCourses ? coursesOf(siteId) : sql`null::json`} as courses
    from (
      select ${json(learnerNames(question), first)} as people, ${json(names)} as facts, array_agg(course_id) as course_ids
      from (
        select ${learnerColumns(siteId, question)}, ${inCourses ? sql`a.course_id` : sql`0`} as course_id
          ${sql.join(own, sql``)}, row_number() over () - 1 as place, lag(a.user_id) over () as before
        from ${sql.table(table)} a
        ${learnerJoins(siteId, question)}
        where a.site_id = ${siteId} and (${sql.join(inWindow, sql` or `)}) and ${told}
          and ${isAmongPeople(siteId, question.people)}) told
      group by place / ${sql.lit(FACTS)}) batch`
}

/** Columns as JSON, each a list. */
function json(names: readonly string[], which: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  const lists = names.map((name) => sql`${sql.lit(name)}, json_agg(${sql.ref(name)}) ${which}`)
  return sql`json_build_object(${sql.join(lists)})`
}

/** The courses of a batch, with the way to each from the top. */
function coursesOf(siteId: number): RawBuilder<unknown> {
  return sql`(
    select json_agg(json_build_object('id', c.id, 'shortname', c.shortname, 'fullname', c.fullname,
      'categoryIds', coalesce(path.ids, '{}')))
    from site_course c left join path on path.id = c.category_id
    where c.site_id = ${siteId} and c.id = any(batch.course_ids))`
}
