import type { FactCourse, GradeFact } from '../../../domain/activity.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { ActivityQuestion } from '../../activity.ts'
import { milliseconds } from '../database/window.ts'
import { flag, type Row, readRows, rowsIn, text, whole } from '../read/rows.ts'
import { factCourses, languageOf, ofEachCourse } from './courses.ts'
import { GRADE_FUNCTION } from './datasets.ts'
import { learnersByIds } from './learners.ts'

/** A course total with whose it is. */
interface Total {
  readonly userId: number
  readonly item: Row
}

/** As many digits as Moodle keeps. */
const DIGITS = 5

/** Course totals, a call for each course. */
export async function* gradesOf(
  ws: MoodleWs,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): AsyncGenerator<GradeFact[]> {
  const courses = await factCourses(ws, await languageOf(ws))
  yield* ofEachCourse(ws, courses, (course) => gradesIn(ws, course, question, profileFields))
}

async function gradesIn(
  ws: MoodleWs,
  course: FactCourse,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): Promise<GradeFact[]> {
  const { from, to, notice = () => undefined } = question
  const users = await readRows(ws, GRADE_FUNCTION, { courseid: course.id }, 'usergrades')
  const totals = users.flatMap((user): Total[] => {
    const item = rowsIn(user, 'gradeitems').find((one) => text(one, 'itemtype') === 'course')
    if (item === undefined || typeof item['graderaw'] !== 'number') return []
    const time = timeOf(item)
    return time >= from && time < to && time > 0 ? [{ userId: whole(user, 'userid'), item }] : []
  })
  const ids = totals.map(({ userId }) => userId)
  const people = await learnersByIds(ws, ids, question, profileFields)
  return totals.flatMap(({ userId, item }) => {
    const learner = people.get(userId)
    if (learner === undefined) return []
    notice('RB-9099', ws.host, { learner, course })
    if (flag(item, 'gradeneedsupdate')) notice('RB-9097', course.shortname, { learner, course })
    return {
      key: `${userId}.${course.id}`,
      learner,
      course,
      grade: decimal(item, 'graderaw'),
      min: decimal(item, 'grademin'),
      max: decimal(item, 'grademax'),
      letters: null,
      time: timeOf(item),
    }
  })
}

function timeOf(item: Row): number {
  return milliseconds(whole(item, 'gradedategraded'))
}

function decimal(item: Row, name: string): string {
  return whole(item, name).toFixed(DIGITS)
}
