import type { Category } from '../../../domain/entities.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { readRows, text, whole } from './rows.ts'

/** The whole tree, as far as the account may see it. */
export async function allCategories(ws: MoodleWs): Promise<Category[]> {
  const rows = await readRows(ws, 'core_course_get_categories', {})
  return rows.map((row) => ({
    id: whole(row, 'id'),
    parentId: whole(row, 'parent'),
    name: text(row, 'name'),
    idnumber: text(row, 'idnumber'),
    // Left out for accounts that may not manage the category: they would not see it either if it were hidden.
    visible: row['visible'] === undefined || whole(row, 'visible') === 1,
  }))
}
