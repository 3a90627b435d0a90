import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ActivityDataset, ActivityFacts } from '../../src/domain/activity.ts'
import type { ActivityQuestion } from '../../src/sites/activity.ts'
import { MoodleServices } from '../../src/sites/moodle/services/moodle-services.ts'
import { recorded } from '../moodle-stand-in/recordings.ts'
import { ADMIN_TOKEN, moodleStandIn, type StandIn } from '../moodle-stand-in/stand-in.ts'
import { ALL_TIME } from '../sites/moodle-database/ask.ts'
import { refused } from '../support/refused.ts'
import { clientOf } from '../transport/moodle-ws/lanes.ts'
import { addPerson, enrol } from './moodle-person.ts'

const NOON = Date.UTC(2026, 2, 3, 12) / 1000
const DAY = 86_400
const TEACHER = 3
const STUDENT = 5

/** Ids as the stand-in gives them out, after the guest, the administrator and the front page. */
const [TINA, ADA, BEN, CLEO, DAN] = [3, 4, 5, 6, 7] as const
const [FIRE, AID, TALK] = [2, 3, 4] as const

let standIn: StandIn
beforeAll(async () => {
  standIn = await moodleStandIn()
  fill(standIn)
})
afterAll(() => standIn.close())
beforeEach(() => {
  standIn.installation.accounts.set(ADMIN_TOKEN, { userId: 2, capabilities: 'all', functions: 'all' })
})

/** Tina teaches; Cleo is suspended in every course; Dan has left. `TALK` can be completed by nothing. */
function fill({ installation: { site } }: StandIn): void {
  for (const shortname of ['FIRE', 'AID', 'TALK']) {
    site.courses.insert({ ...site.courses.get(1)!, shortname, fullname: shortname, categoryid: 1 })
  }
  for (const username of ['tina', 'ada', 'ben', 'cleo', 'dan']) {
    const id = addPerson(site, username)
    if (id === DAN) continue
    const roleid = id === TINA ? TEACHER : STUDENT
    for (const courseid of [FIRE, AID, TALK]) {
      enrol(site, id, courseid, id === CLEO ? 1 : 0)
      const context = `course:${courseid}`
      site.roleAssignments.set(`${roleid}:${id}:${context}`, { roleid, userid: id, context })
    }
  }
  site.courseCriteria.set(String(FIRE), { aggregation: 1, types: [4, 4] })
  site.courseCriteria.set(String(AID), { aggregation: 2, types: [4, 1] })
  const met = (userid: number, course: number, times: (number | null)[], completed = true) =>
    site.criteriaMet.set(`${userid}:${course}`, { times, completed })
  met(ADA, FIRE, [NOON, NOON - DAY])
  met(BEN, FIRE, [NOON, null], false)
  met(CLEO, FIRE, [NOON, NOON])
  met(ADA, AID, [NOON, NOON - 2 * DAY])
  met(BEN, AID, [null, null])

  const quiz = site.quizzes.insert({ course: FIRE, name: 'Test', grade: 10, sumgrades: 3, gradepass: 6 })
  const other = site.quizzes.insert({ course: AID, name: 'Free', grade: 10, sumgrades: 5, gradepass: 0 })
  const attempt = (userid: number, number: number, state: string, marks: number | null, more: object = {}) =>
    site.quizAttempts.insert({
      quiz: quiz.id,
      userid,
      attempt: number,
      state,
      sumgrades: marks,
      timefinish: state === 'finished' ? NOON : 0,
      timemodified: NOON,
      ...more,
    })
  attempt(ADA, 1, 'finished', 2)
  attempt(ADA, 2, 'inprogress', null)
  attempt(BEN, 1, 'abandoned', null, { timemodified: NOON - 90 * DAY })
  attempt(CLEO, 1, 'finished', 1.66667, { timemodified: NOON + 5 * DAY })
  attempt(DAN, 1, 'finished', 3)
  attempt(TINA, 1, 'finished', 3, { preview: true })
  attempt(BEN, 1, 'finished', 4, { quiz: other.id })
}

async function told<D extends ActivityDataset>(
  dataset: D,
  question: Partial<ActivityQuestion> = {},
): Promise<ActivityFacts[D][]> {
  const source = new MoodleServices(clientOf(standIn), [])
  return (await Array.fromAsync(source.activity(dataset, { ...ALL_TIME, ...question }))).flat()
}

function callsOf(name: string, from: number): string[] {
  return standIn.calls
    .slice(from)
    .filter((call) => call.name === name)
    .map(({ form }) => [form.get('courseid') ?? form.get('quizid'), form.get('userid')].join(':'))
}

const COMPLETION = 'core_completion_get_course_completion_status'
const ATTEMPTS = 'mod_quiz_get_user_attempts'

describe('completions from the web services of a Moodle site', () => {
  test('have the date of the last criterion, or of the first where any will do', async () => {
    const notices: string[] = []
    const facts = await told('completion', {
      notice: (code, value, { learner }) => notices.push(`${code} ${value} ${learner.username}`),
    })
    expect(
      facts.map(({ key, learner, course, time }) => [key, learner.username, course.fullname, time]),
    ).toEqual([
      [`${ADA}.${FIRE}.${NOON}`, 'ada', 'FIRE', NOON * 1000],
      [`${ADA}.${AID}.${NOON - 2 * DAY}`, 'ada', 'AID', (NOON - 2 * DAY) * 1000],
    ])
    const { host } = new URL(standIn.url)
    expect(notices).toEqual([`RB-9110 ${host} ada`, `RB-9110 ${host} ada`, 'RB-9111 AID ben'])
  })

  test('cost a call for each active participant, and stop with the first of a course without criteria', async () => {
    const before = standIn.calls.length
    await told('completion')
    expect(callsOf(COMPLETION, before).sort()).toEqual(
      [FIRE, AID]
        .flatMap((course) => [TINA, ADA, BEN].map((user) => `${course}:${user}`))
        .concat(
          // The teacher is not tracked, so the next one tells that there is nothing to complete.
          [`${TALK}:${TINA}`, `${TALK}:${ADA}`],
        ),
    )
  })

  test('of other days are left out, the end of the window included', async () => {
    const inWindow = { from: (NOON - 1) * 1000, to: NOON * 1000 }
    expect(await told('completion', inWindow)).toEqual([])
    const next = await told('completion', { from: NOON * 1000, to: (NOON + 1) * 1000 })
    expect(next.map(({ course }) => course.id)).toEqual([FIRE])
  })

  test('are refused whole where the account may not see them', async () => {
    const capabilities = new Set(['moodle/course:view', 'moodle/course:viewparticipants'])
    standIn.installation.accounts.set(ADMIN_TOKEN, { userId: 2, capabilities, functions: 'all' })
    const finding = await refused(told('completion'))
    expect(finding).toMatchObject({ code: 'RB-9025', message: expect.stringContaining('cannot view') })
  })
})

describe('attempts at quizzes from the web services of a Moodle site', () => {
  test('are told with score and pass mark on the scale of the quiz, by those who are in the course', async () => {
    const facts = await told('quiz')
    expect(
      facts.map(({ key, learner, quiz, state, score, passScore, timeFinish }) => [
        ...[key, learner.username, quiz, state, score, passScore, timeFinish],
      ]),
    ).toEqual([
      [`${ADA}.1.1`, 'ada', 'Test', 'finished', `6.${'6'.repeat(20)}`, '6.00000', NOON * 1000],
      [`${ADA}.1.2`, 'ada', 'Test', 'inprogress', null, '6.00000', null],
      [`${BEN}.1.1`, 'ben', 'Test', 'abandoned', null, '6.00000', null],
      [`${CLEO}.1.1`, 'cleo', 'Test', 'finished', expect.stringMatching(/^5\.5555/), '6.00000', NOON * 1000],
      [`${BEN}.2.1`, 'ben', 'Free', 'finished', '8', null, NOON * 1000],
    ])
  })

  test('are told by the time of their end or of their last change', async () => {
    const onTheDay = await told('quiz', { from: NOON * 1000, to: (NOON + DAY) * 1000 })
    expect(onTheDay.map(({ learner, attempt }) => [learner.username, attempt])).toEqual([
      ['ada', 1],
      ['ada', 2],
      ['cleo', 1],
      ['ben', 1],
    ])
    const later = await told('quiz', { from: (NOON + 5 * DAY) * 1000, to: (NOON + 6 * DAY) * 1000 })
    expect(later.map(({ learner }) => learner.username)).toEqual(['cleo'])
  })

  test('cost a call for each participant of a course with quizzes, and none for other courses', async () => {
    const before = standIn.calls.length
    await told('quiz')
    const expected = [1, 2].flatMap((quiz) => [TINA, ADA, BEN, CLEO].map((user) => `${quiz}:${user}`))
    expect(callsOf(ATTEMPTS, before).sort()).toEqual(expected)
    expect(callsOf('core_enrol_get_enrolled_users', before)).toEqual([`${FIRE}:`, `${AID}:`])
  })

  test('are refused where the account is not told the marks of a quiz: a score would be wrong', async () => {
    const capabilities = new Set(['moodle/course:view', 'moodle/course:viewparticipants'])
    standIn.installation.accounts.set(ADMIN_TOKEN, { userId: 2, capabilities, functions: 'all' })
    expect(await refused(told('quiz'))).toMatchObject({
      code: 'RB-9014',
      message: expect.stringContaining('mod/quiz:view'),
    })
  })
})

describe('the stand-in has what is read of a recorded', () => {
  const kinds = (row: object, names: readonly string[]) =>
    names.map((name) => [name, typeof (row as Record<string, unknown>)[name]])
  const first = <T>(answer: unknown, list: string): T => (answer as Record<string, T[]>)[list]![0]!

  test('completion', async () => {
    const answer = await clientOf(standIn).read(COMPLETION, { courseid: FIRE, userid: ADA })
    const [own, live] = [answer, recorded('x-completion-done').response.json].map(
      (one) => (one as { completionstatus: { completions: object[] } }).completionstatus,
    )
    expect(kinds(own!, ['completed', 'aggregation'])).toEqual(kinds(live!, ['completed', 'aggregation']))
    const read = ['type', 'title', 'status', 'complete', 'timecompleted', 'details']
    expect(kinds(own!.completions[0]!, read)).toEqual(kinds(live!.completions[0]!, read))
    expect(Object.keys(live!.completions[0]!).sort()).toEqual(read.sort())
  })

  test('quiz, its attempts and its pass mark', async () => {
    const ws = clientOf(standIn)
    const quizzes = await ws.read('mod_quiz_get_quizzes_by_courses', { courseids: [FIRE] })
    const read = ['id', 'course', 'name', 'decimalpoints', 'sumgrades', 'grade']
    expect(kinds(first(quizzes, 'quizzes'), read)).toEqual(
      kinds(first(recorded('x-quizzes').response.json, 'quizzes'), read),
    )
    const attempts = await ws.read(ATTEMPTS, { quizid: 1, userid: ADA, status: 'all' })
    const live = first<object>(recorded('x-quiz-attempts-finished').response.json, 'attempts')
    expect(kinds(first(attempts, 'attempts'), ['state', 'sumgrades', 'timefinish', 'preview'])).toEqual(
      kinds(live, ['state', 'sumgrades', 'timefinish', 'preview']),
    )
    expect(Object.keys(first<object>(attempts, 'attempts')).sort()).toEqual(Object.keys(live).sort())
    const best = (await ws.read('mod_quiz_get_user_best_grade', { quizid: 1, userid: ADA })) as object
    expect(kinds(best, ['hasgrade', 'gradetopass'])).toEqual(
      kinds(recorded('x-quiz-best-grade-none').response.json as object, ['hasgrade', 'gradetopass']),
    )
  })
})
