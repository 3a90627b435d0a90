import { type Sql, sql } from '../../../transport/moodle-db/sql.ts'
import type { Schema, Tables } from './schema.ts'

export const COURSE_COMPLETION_TABLES = ['course_completions', 'course_completion_history'] as const

/** What the completions of courses are read from. Totara keeps those of earlier rounds apart. */
export function courseCompletions(schema: Schema): Tables {
  return {
    course_completions: ['id', 'userid', 'course', 'timecompleted'],
    ...(keepsEarlierRounds(schema) && {
      course_completion_history: ['id', 'userid', 'courseid', 'timecompleted'],
    }),
  }
}

export function keepsEarlierRounds(schema: Schema): boolean {
  return schema.has('course_completion_history')
}

/** What makes a row `c` with a time a completion. Totara has a status besides: complete, or by recognition of prior learning. */
export function isComplete(schema: Schema): Sql {
  return schema.has('course_completions', 'status') ? sql`c.status in (50, 75)` : sql`1 = 1`
}
