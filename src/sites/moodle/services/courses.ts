import type { FactCourse } from '../../../domain/activity.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { ACTIVITY_BATCH } from '../../activity.ts'
import { plainName } from '../database/plain-name.ts'
import { allCategories } from '../read/categories.ts'
import { type Row, readRows, text, whole } from '../read/rows.ts'

/** The site's own language, in which names are told. */
export async function languageOf(ws: MoodleWs): Promise<string> {
  return text((await ws.read('core_webservice_get_site_info')) as Row, 'lang')
}

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

/** What is read of each course, a few courses at a time, each by itself and so at another moment. */
export async function* ofEachCourse<F>(
  ws: MoodleWs,
  courses: readonly FactCourse[],
  read: (course: FactCourse) => Promise<readonly F[]>,
): AsyncGenerator<F[]> {
  for (let at = 0; at < courses.length; at += ws.lanes) {
    for (const facts of await Promise.all(courses.slice(at, at + ws.lanes).map(read))) {
      for (let from = 0; from < facts.length; from += ACTIVITY_BATCH) {
        yield facts.slice(from, from + ACTIVITY_BATCH)
      }
    }
  }
}

function pathTo(id: number, parents: ReadonlyMap<number, number>): number[] {
  const path: number[] = []
  for (let at = id; at !== 0 && !path.includes(at); at = parents.get(at) ?? 0) path.unshift(at)
  return path
}
