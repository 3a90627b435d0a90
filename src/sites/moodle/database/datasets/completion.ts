import type { CompletionFact } from '../../../../domain/activity.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { type Sql, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import {
  COURSE_COMPLETION_TABLES,
  courseCompletions,
  isComplete,
  keepsEarlierRounds,
} from '../course-completions.ts'
import { COURSE_TABLES, coursesOf } from '../courses.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { milliseconds, within } from '../window.ts'

interface Row {
  readonly id: number
  readonly userid: number
  readonly course: number
  readonly timecompleted: number
}

/** Completions of courses, those of earlier rounds included where the site keeps them. */
export const completion: DatasetReader<'completion'> = {
  looksFor: COURSE_COMPLETION_TABLES,
  needs: (schema) => ({ ...courseCompletions(schema), ...COURSE_TABLES }),
  async *read(reading) {
    const { picture, schema, window } = reading
    const complete = isComplete(schema)
    const current = (after: Sql, limit: Sql) =>
      sql`select c.id, c.userid, c.course, c.timecompleted from ${table('course_completions')} c
          where c.id > ${after} and ${within(sql`c.timecompleted`, window)} and ${complete}
          order by c.id limit ${limit}`
    for await (const rows of pages<Row>(picture, ACTIVITY_BATCH, current)) yield await facts(reading, rows)
    if (!keepsEarlierRounds(schema)) return
    const earlier = (after: Sql, limit: Sql) =>
      sql`select h.id, h.userid, h.courseid as course, h.timecompleted
          from ${table('course_completion_history')} h
          where h.id > ${after} and ${within(sql`h.timecompleted`, window)}
            and not exists (select 1 from ${table('course_completions')} c
              where c.userid = h.userid and c.course = h.courseid and c.timecompleted = h.timecompleted
                and ${complete})
            and not exists (select 1 from ${table('course_completion_history')} e
              where e.userid = h.userid and e.courseid = h.courseid and e.timecompleted = h.timecompleted
                and e.id < h.id)
          order by h.id limit ${limit}`
    for await (const rows of pages<Row>(picture, ACTIVITY_BATCH, earlier)) yield await facts(reading, rows)
  },
}

async function facts(
  { picture, config, learners }: Reading,
  rows: readonly Row[],
): Promise<CompletionFact[]> {
  const people = await learners(rows.map(({ userid }) => userid))
  const courses = await coursesOf(
    picture,
    config,
    rows.map(({ course }) => course),
  )
  return rows.flatMap(({ userid, course: courseId, timecompleted }) => {
    const learner = people.get(userid)
    const course = courses.get(courseId)
    if (learner === undefined || course === undefined) return []
    return [
      { key: `${userid}.${courseId}.${timecompleted}`, learner, course, time: milliseconds(timecompleted) },
    ]
  })
}
