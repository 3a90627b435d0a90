import type { Enrolment } from '../../../../domain/entities.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../../transport/moodle-db/sql.ts'
import type { Pair } from '../../../site.ts'
import { accessOf, ENROLMENT_COLUMNS, ENROLMENTS, type EnrolmentRow, isOn } from '../enrolment-row.ts'

/** People of one statement: their enrolments in the courses of the chunk are held at a time. */
export const PEOPLE = 500

/**
 * Enrolments by user and course, by pair: at most one, since the hub manages manual ones. Who is in a course by another method
 * only is shown as web services show them, as manual without times. `now` is in seconds.
 */
export async function enrolmentsIn(
  picture: Picture,
  places: readonly Pair[],
  now: number,
): Promise<Map<string, Enrolment>> {
  const wanted = new Set(places.map(String))
  const users = [...new Set(places.map(([userId]) => userId))]
  const courses = [...new Set(places.map(([, courseId]) => courseId))]
  const found = new Map<string, Enrolment>()
  for (let at = 0; at < users.length; at += PEOPLE) {
    const rows = await picture.rows<EnrolmentRow>(
      sql`select ${ENROLMENT_COLUMNS} from ${ENROLMENTS}
          where ue.userid ${among(users.slice(at, at + PEOPLE))} and e.courseid ${among(courses)}
          order by e.id`,
    )
    for (const [key, ofPair] of Map.groupBy(rows, ({ userid, courseid }) => `${userid},${courseid}`)) {
      if (wanted.has(key)) found.set(key, enrolmentOf(ofPair, now))
    }
  }
  return found
}

function enrolmentOf(rows: readonly EnrolmentRow[], now: number): Enrolment {
  const { userid: userId, courseid: courseId } = rows[0]!
  const manual = rows.find(({ method }) => method === 'manual')
  if (manual === undefined) {
    const status = rows.some((row) => counts(row, now)) ? 'active' : 'suspended'
    return { userId, courseId, method: 'manual', status, timeStart: null, timeEnd: null }
  }
  return { userId, courseId, method: 'manual', ...accessOf(manual) }
}

function counts(row: EnrolmentRow, now: number): boolean {
  return isOn(row) && row.timestart <= now && (row.timeend === 0 || row.timeend > now)
}
