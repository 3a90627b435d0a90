import type { Course } from '../../../domain/entities.ts'
import type { SiteFacts } from '../../../domain/site-facts.ts'
import { today } from '../../../domain/values/dates.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { moreOfCourse } from './more.ts'
import { inPages } from './pages.ts'
import { flag, type Row, readRows, text, whole } from './rows.ts'

/** Every course that the account may see. One call: each name by itself would cost one. */
export async function allCourses(ws: MoodleWs, facts: SiteFacts): Promise<Course[]> {
  const rows = await readRows(ws, 'core_course_get_courses_by_field', {}, 'courses')
  return rows.filter((row) => !isFrontPage(row)).map((row) => courseOf(row, facts))
}

/** Courses by id as they are now, for those that are there. */
export async function coursesById(ws: MoodleWs, ids: readonly number[]): Promise<Row[]> {
  return inPages(ws, ids, (page) => readRows(ws, 'core_course_get_courses', { options: { ids: page } }))
}

/** Courses by short name as they are now: a call for each. */
export async function coursesNamed(ws: MoodleWs, shortnames: readonly string[]): Promise<Row[]> {
  const found = await Promise.all(
    shortnames.map((value) =>
      readRows(ws, 'core_course_get_courses_by_field', { field: 'shortname', value }, 'courses'),
    ),
  )
  return found.flat()
}

/** The site's own page is a course in Moodle's tables. */
function isFrontPage(row: Row): boolean {
  return whole(row, 'categoryid') === 0
}

export function courseOf(row: Row, facts: SiteFacts): Course {
  const methods = row['enrollmentmethods']
  const has = (method: string) => Array.isArray(methods) && methods.includes(method)
  const { courseDefaults } = facts
  return {
    id: whole(row, 'id'),
    categoryId: whole(row, 'categoryid'),
    shortname: text(row, 'shortname'),
    fullname: text(row, 'fullname'),
    idnumber: text(row, 'idnumber'),
    summary: text(row, 'summary'),
    format: text(row, 'format'),
    numsections: 'numsections' in row ? whole(row, 'numsections') : courseDefaults.numsections,
    startdate: day(whole(row, 'startdate'), facts),
    enddate: day(whole(row, 'enddate'), facts),
    newsitems: whole(row, 'newsitems'),
    showgrades: flag(row, 'showgrades'),
    showreports: flag(row, 'showreports'),
    visible: flag(row, 'visible'),
    maxbytes: whole(row, 'maxbytes'),
    lang: text(row, 'lang'),
    theme: text(row, 'theme'),
    manualEnrol: has('manual'),
    guestAccess: { enabled: has('guest'), password: '' },
    more: moreOfCourse(row),
  }
}

function day(seconds: number, { timezone }: SiteFacts): string {
  return seconds === 0 ? '' : today(seconds * 1000, timezone)
}
