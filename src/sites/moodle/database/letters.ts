import type { GradeFact } from '../../../domain/activity.ts'
import type { Picture } from '../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../transport/moodle-db/sql.ts'

export type Letters = NonNullable<GradeFact['letters']>

const COURSE_LEVEL = 50

/**
 * The letters of courses: those of the course itself, or else of the nearest category around it, or else of the site.
 * Courses for which nobody has set any are not there.
 */
export async function lettersOf(
  picture: Picture,
  courseIds: readonly number[],
): Promise<ReadonlyMap<number, Letters>> {
  const contexts = await picture.rows<{ instanceid: number; path: string | null }>(
    sql`select c.instanceid, c.path from ${table('context')} c
        where c.contextlevel = ${COURSE_LEVEL} and c.instanceid ${among(courseIds)}`,
  )
  // From the course up to the site.
  const around = contexts.map(({ instanceid, path }) => ({
    courseId: instanceid,
    contextIds: (path ?? '').split('/').filter(Boolean).map(Number).reverse(),
  }))
  const set = await lettersSet(picture, [...new Set(around.flatMap(({ contextIds }) => contextIds))])
  return new Map(
    around.flatMap(({ courseId, contextIds }) => {
      const nearest = contextIds.find((id) => set.has(id))
      return nearest === undefined ? [] : [[courseId, set.get(nearest)!] as const]
    }),
  )
}

/** By context. */
async function lettersSet(picture: Picture, contextIds: readonly number[]): Promise<Map<number, Letters>> {
  const rows = await picture.rows<{ contextid: number; lowerboundary: string; letter: string }>(
    sql`select l.contextid, l.lowerboundary, l.letter from ${table('grade_letters')} l
        where l.contextid ${among(contextIds)} order by l.lowerboundary desc, l.id`,
  )
  const letters = new Map<number, [string, string][]>()
  for (const { contextid, lowerboundary, letter } of rows) {
    letters.set(contextid, [...(letters.get(contextid) ?? []), [lowerboundary, letter]])
  }
  return letters
}
