import { type FactCourse, QUIZ_STATES, type QuizFact } from '../../../domain/activity.ts'
import { finding } from '../../../domain/finding.ts'
import type { ProfileField } from '../../../domain/site-facts.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { WsFailure } from '../../../transport/moodle-ws/failure.ts'
import type { ActivityQuestion } from '../../activity.ts'
import { isPracticallyZero, timesOver } from '../database/decimals.ts'
import { plainName } from '../database/plain-name.ts'
import { milliseconds } from '../database/window.ts'
import { inPages } from '../read/pages.ts'
import { participantIds } from '../read/participants.ts'
import { type Row, readRows, rowsIn, text, whole } from '../read/rows.ts'
import { factCourses, languageOf, ofEachCourse } from './courses.ts'
import { ATTEMPTS_FUNCTION, PASS_MARK_FUNCTION, QUIZZES_FUNCTION } from './datasets.ts'
import { learnersByIds } from './learners.ts'
import { ofEachPerson, readUnless } from './people.ts'

/** Of accounts that were deleted since the list of participants was read. */
const GONE = new Set(['invaliduser'])

/** As many digits as Moodle keeps of marks. */
const DIGITS = 5

interface Quiz {
  readonly id: number
  readonly name: string
  /** The scale of the score, and all marks of the questions together. */
  readonly grade: string
  readonly sumgrades: string
  readonly decimalPoints: number
}

/** Attempts at quizzes, a call for each participant of a course with quizzes and each of them. */
export async function* quizAttemptsOf(
  ws: MoodleWs,
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): AsyncGenerator<QuizFact[]> {
  const language = await languageOf(ws)
  const courses = await factCourses(ws, language)
  const rows = await inPages(
    ws,
    courses.map(({ id }) => id),
    (courseids) => readRows(ws, QUIZZES_FUNCTION, { courseids }, 'quizzes'),
  )
  const quizzes = Map.groupBy(rows, (row) => whole(row, 'course'))
  const withQuizzes = courses.filter(({ id }) => quizzes.has(id))
  yield* ofEachCourse(ws, withQuizzes, async (course) => {
    const userIds = await participantIds(ws, course.id, { onlyActive: false })
    const facts: QuizFact[] = []
    for (const row of quizzes.get(course.id)!) {
      const quiz = quizOf(row, language, ws.host)
      facts.push(...(await attemptsAt(ws, quiz, course, userIds, question, profileFields)))
    }
    return facts
  })
}

/** Throws WsFailure RB-9014 where the account may see a quiz and not its marks: no score could be told. */
function quizOf(row: Row, language: string, host: string): Quiz {
  if (typeof row['sumgrades'] !== 'number' || typeof row['grade'] !== 'number') {
    const reason = 'a quiz has no sumgrades, which accounts with mod/quiz:view are told'
    throw new WsFailure(finding('RB-9014', { host, function: QUIZZES_FUNCTION, reason }), {
      kind: 'configuration',
    })
  }
  return {
    id: whole(row, 'id'),
    name: plainName(text(row, 'name'), language),
    grade: row['grade'].toFixed(DIGITS),
    sumgrades: row['sumgrades'].toFixed(DIGITS),
    decimalPoints: whole(row, 'decimalpoints'),
  }
}

async function attemptsAt(
  ws: MoodleWs,
  quiz: Quiz,
  course: FactCourse,
  userIds: readonly number[],
  question: ActivityQuestion,
  profileFields: readonly ProfileField[],
): Promise<QuizFact[]> {
  const { notice = () => undefined } = question
  const all = await ofEachPerson(userIds, (userid) => attemptsOf(ws, quiz.id, userid))
  const attempts = all.flat().filter((row) => isWanted(row, question))
  const ids = attempts.map((row) => whole(row, 'userid'))
  if (ids.length === 0) return []
  const people = await learnersByIds(ws, ids, question, profileFields)
  const passScore = await passScoreOf(ws, quiz.id, ids[0]!)
  return attempts.flatMap((row) => {
    const learner = people.get(whole(row, 'userid'))
    if (learner === undefined) return []
    const state = QUIZ_STATES.find((known) => known === row['state'])
    if (state === undefined) {
      notice('RB-9094', text(row, 'state'), { learner, course })
      return []
    }
    const finished = whole(row, 'timefinish')
    return {
      key: `${learner.id}.${quiz.id}.${whole(row, 'attempt')}`,
      learner,
      course,
      quiz: quiz.name,
      attempt: whole(row, 'attempt'),
      state,
      score: typeof row['sumgrades'] === 'number' ? scaled(row['sumgrades'].toFixed(DIGITS), quiz) : null,
      passScore,
      decimalPoints: quiz.decimalPoints,
      timeFinish: finished === 0 ? null : milliseconds(finished),
      time: milliseconds(whole(row, 'timemodified')),
    }
  })
}

async function attemptsOf(ws: MoodleWs, quizid: number, userid: number): Promise<Row[]> {
  const answer = await readUnless(ws, ATTEMPTS_FUNCTION, { quizid, userid, status: 'all' }, GONE)
  return 'refused' in answer ? [] : rowsIn(answer.result as Row, 'attempts')
}

/** Without previews and what was not begun; either time counts, as in the database. */
function isWanted(row: Row, { from, to }: ActivityQuestion): boolean {
  if (whole(row, 'preview') !== 0 || row['state'] === 'notstarted') return false
  const times = [whole(row, 'timemodified'), whole(row, 'timefinish')].filter((time) => time > 0)
  return times.map(milliseconds).some((time) => time >= from && time < to)
}

/** The same for everybody; it is told with the best grade of one of them. */
async function passScoreOf(ws: MoodleWs, quizid: number, userid: number): Promise<string | null> {
  const best = (await ws.read(PASS_MARK_FUNCTION, { quizid, userid })) as Row
  return typeof best['gradetopass'] === 'number' ? best['gradetopass'].toFixed(DIGITS) : null
}

function scaled(marks: string, { grade, sumgrades }: Quiz): string {
  return isPracticallyZero(sumgrades) ? '0' : timesOver(marks, grade, sumgrades)
}
