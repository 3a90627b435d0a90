import type { FactCourse } from '../../../domain/activity.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { plainName } from '../database/plain-name.ts'
import { allCategories } from '../read/categories.ts'
import { readRows, text, whole } from '../read/rows.ts'

/** The courses that the account may see, with the categories above them: two calls. The front page is not among them. */
export async function factCourses(ws: MoodleWs, language: string): Promise<FactCourse[]> {
  const rows = await readRows(ws, 'core_course_get_courses_by_field', {}, 'courses')
  const parents = new Map((await allCategories(ws)).map(({ id, parentId }) => [id, parentId]))
  return rows
    .filter((row) => whole(row, 'categoryid') !== 0)
    .map((row) => ({
      id: whole(row, 'id'),
      shortname: text(row, 'shortname'),
      fullname: plainName(text(row, 'fullname'), language),
      categoryIds: pathTo(whole(row, 'categoryid'), parents),
    }))
}

function pathTo(id: number, parents: ReadonlyMap<number, number>): number[] {
  const path: number[] = []
  for (let at = id; at !== 0 && !path.includes(at); at = parents.get(at) ?? 0) path.unshift(at)
  return path
}
