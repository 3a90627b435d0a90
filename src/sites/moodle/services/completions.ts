import type { CompletionFact, FactCourse } from '../../../domain/activity.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import type { ActivityQuestion } from '../../activity.ts'
import { milliseconds } from '../database/window.ts'
import { participantIds } from '../read/participants.ts'
import { type Row, rowsIn, whole } from '../read/rows.ts'
import { factCourses, languageOf, ofEachCourse } from './courses.ts'
import { COMPLETION_FUNCTION } from './datasets.ts'
import { learnersByIds } from './learners.ts'
import { ofEachPerson, readUnless } from './people.ts'

/** The course asks for nothing, whoever takes it. */
const NO_CRITERIA = 'nocriteriaset'
/** Who takes the course and is not tracked in it, such as its teacher, or has left it since the list was read. */
const NOT_TRACKED = ['usernotenroled', 'notenroled', 'invaliduser']
const EXPECTED = new Set([NO_CRITERIA, ...NOT_TRACKED])

/** Moodle's sign for a course that is complete with any one of its criteria. */
const ANY = 2

/** A completion with whose it is; `time` is null where no criterion has a date. */
interface Completion {
  readonly userId: number
  /** Seconds. */
  readonly time: number | null
}

/** Completions of courses, a call for each person who takes a course that can be completed. */
export async function* completionsOf(
  ws: MoodleWs,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): AsyncGenerator<CompletionFact[]> {
  const courses = await factCourses(ws, await languageOf(ws))
  yield* ofEachCourse(ws, courses, (course) => factsIn(ws, course, question, profileFields))
}

async function factsIn(
  ws: MoodleWs,
  course: FactCourse,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): Promise<CompletionFact[]> {
  const { from, to, notice = () => undefined } = question
  const completions = (await completionsIn(ws, course.id)).filter(
    ({ time }) => time === null || (milliseconds(time) >= from && milliseconds(time) < to),
  )
  const ids = completions.map(({ userId }) => userId)
  const people = await learnersByIds(ws, ids, question, profileFields)
  return completions.flatMap(({ userId, time }) => {
    const learner = people.get(userId)
    if (learner === undefined) return []
    if (time === null) {
      notice('RB-9111', course.shortname, { learner, course })
      return []
    }
    notice('RB-9110', ws.host, { learner, course })
    return { key: `${userId}.${course.id}.${time}`, learner, course, time: milliseconds(time) }
  })
}

/** The first who is tracked tells whether the course can be completed at all; only then the others are asked about. */
async function completionsIn(ws: MoodleWs, courseId: number): Promise<Completion[]> {
  const userIds = await participantIds(ws, courseId, { onlyActive: true })
  const found: Completion[] = []
  let next = 0
  for (let known = false; !known && next < userIds.length; next++) {
    const answer = await ask(ws, courseId, userIds[next]!)
    if (answer === NO_CRITERIA) return []
    known = answer !== null
    if (answer?.isComplete) found.push(answer)
  }
  const others = await ofEachPerson(userIds.slice(next), (userId) => ask(ws, courseId, userId))
  return [
    ...found,
    ...others.flatMap((one) => (one !== null && one !== NO_CRITERIA && one.isComplete ? [one] : [])),
  ]
}

/** Null for who is not tracked. */
async function ask(
  ws: MoodleWs,
  courseid: number,
  userid: number,
): Promise<(Completion & { readonly isComplete: boolean }) | typeof NO_CRITERIA | null> {
  const answer = await readUnless(ws, COMPLETION_FUNCTION, { courseid, userid }, EXPECTED)
  if ('refused' in answer) return answer.refused === NO_CRITERIA ? NO_CRITERIA : null
  const status = (answer.result as { completionstatus: Row }).completionstatus
  return { userId: userid, isComplete: status['completed'] === true, time: timeOf(status) }
}

/**
 * Moodle keeps the date of a completion and tells those of the criteria. It completes the course with the last of them, or
 * with the first where any will do.
 */
function timeOf(status: Row): number | null {
  const times = rowsIn(status, 'completions')
    .map((criterion) => whole(criterion, 'timecompleted'))
    .filter((time) => time > 0)
  if (times.length === 0) return null
  return whole(status, 'aggregation') === ANY ? Math.min(...times) : Math.max(...times)
}
