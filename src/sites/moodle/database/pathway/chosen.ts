import { refusal } from '../../../../domain/finding.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import type { PathwayChoice } from '../../../activity.ts'
import {
  COURSE_COMPLETION_TABLES,
  courseCompletions,
  isComplete,
  keepsEarlierRounds,
} from '../course-completions.ts'
import type { Schema, Tables } from '../schema.ts'
import type { PathwayKind } from './kinds.ts'

const PLAN_COMPLETE = 2

/** Learning plans of Moodle's competencies. They have no time of completion, and any edit moves the one that they have. */
const LEARNING_PLANS: PathwayKind = {
  tables: { competency_plan: ['id', 'name', 'userid', 'status', 'timemodified'] },
  names: sql`select p.id, p.name as name from ${table('competency_plan')} p`,
  keyed: 'plan',
  once: true,
  completions: [
    {
      from: sql`${table('competency_plan')} c`,
      id: sql`c.id`,
      userid: sql`c.userid`,
      pathway: sql`c.id`,
      time: sql`c.timemodified`,
      counts: sql`c.status = ${PLAN_COMPLETE}`,
    },
  ],
}

export const CHOSEN_TABLES = [...COURSE_COMPLETION_TABLES, ...Object.keys(LEARNING_PLANS.tables)]

/** What the pathways that somebody has chosen are read from; none where nobody has. */
export function chosenTables(schema: Schema, { courses, learningPlans }: PathwayChoice): Tables | null {
  if (courses.length === 0 && !learningPlans) return null
  return {
    ...(courses.length > 0 && courseCompletions(schema)),
    ...(learningPlans && LEARNING_PLANS.tables),
  }
}

/** Throws RB-9098 for a short name that no course has. */
export async function chosenKinds(
  picture: Picture,
  schema: Schema,
  { courses, learningPlans }: PathwayChoice,
): Promise<PathwayKind[]> {
  const ids = courses.length === 0 ? [] : await idsOf(picture, courses)
  return [
    ...(ids.length === 0 ? [] : [coursesAsPathways(schema, ids)]),
    ...(learningPlans ? [LEARNING_PLANS] : []),
  ]
}

/** Short names differ by case, too, which not every database sees: they are compared here. */
async function idsOf(picture: Picture, shortnames: readonly string[]): Promise<number[]> {
  const rows = await picture.rows<{ id: number; shortname: string }>(
    sql`select c.id, c.shortname from ${table('course')} c where c.shortname ${among(shortnames)}`,
  )
  return [...new Set(shortnames)].map((value) => {
    const row = rows.find(({ shortname }) => shortname === value)
    if (row === undefined) throw refusal('RB-9098', { field: 'pathwayCourses', value })
    return row.id
  })
}

function coursesAsPathways(schema: Schema, ids: readonly number[]): PathwayKind {
  const earlier = {
    from: sql`${table('course_completion_history')} c`,
    id: sql`c.id`,
    userid: sql`c.userid`,
    pathway: sql`c.courseid`,
    time: sql`c.timecompleted`,
    counts: sql`c.courseid ${among(ids)}`,
  }
  return {
    tables: courseCompletions(schema),
    names: sql`select p.id, p.fullname as name from ${table('course')} p`,
    keyed: 'course',
    completions: [
      {
        from: sql`${table('course_completions')} c`,
        id: sql`c.id`,
        userid: sql`c.userid`,
        pathway: sql`c.course`,
        time: sql`c.timecompleted`,
        counts: sql`c.course ${among(ids)} and ${isComplete(schema)}`,
      },
      ...(keepsEarlierRounds(schema) ? [earlier] : []),
    ],
  }
}
