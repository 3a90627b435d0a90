import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMoodleSite } from '../../src/config/moodle-sites.ts'
import { addExport } from '../../src/outbound/define.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { MoodleServices } from '../../src/sites/moodle/services/moodle-services.ts'
import type { Store } from '../../src/store/store.ts'
import { recorded } from '../moodle-stand-in/recordings.ts'
import type { CourseTotal } from '../moodle-stand-in/site-state.ts'
import { ADMIN_TOKEN, moodleStandIn, type StandIn } from '../moodle-stand-in/stand-in.ts'
import { ALL_TIME } from '../sites/moodle-database/ask.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { clientOf } from '../transport/moodle-ws/lanes.ts'
import { addPerson, enrol } from './moodle-person.ts'
import { outbox, type World, world } from './outbound-hub.ts'

const NOON = Date.UTC(2026, 2, 3, 12) / 1000
const DAY = 86_400

let store: Store
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let at: World
let standIn: StandIn
beforeAll(async () => {
  store = await testStore()
  folder = await temporaryFolder()
  at = await world(store, folder.path, [])
  standIn = await moodleStandIn()
  fill(standIn)
})
afterAll(async () => {
  await standIn.close()
  await store.close()
  await folder[Symbol.asyncDispose]()
})

/** Courses 2 and 3 in a category below the first; Ada has two grades, Ben an old one and none. */
function fill({ installation: { site } }: StandIn): void {
  const below = site.categories.insert({ name: 'Below', parent: 1, idnumber: '', description: '' })
  for (const name of ['FIRE', 'AID']) {
    site.courses.insert({
      shortname: name,
      fullname: `{mlang en}Course ${name}{mlang}{mlang de}Kurs ${name}{mlang}`,
      categoryid: below.id,
      idnumber: '',
      summary: '',
      format: 'topics',
      startdate: 0,
      enddate: 0,
      manual: true,
      fields: {},
    })
  }
  const total = (more: Partial<CourseTotal>): CourseTotal => {
    return { grade: 40, min: 0, max: 50, time: NOON, ...more }
  }
  for (const [username, totals] of [
    ['ada', { 2: total({ grade: 66.66667, max: 100, stale: true }), 3: total({}) }],
    ['ben', { 2: total({ time: NOON - 90 * DAY }), 3: total({ grade: null }) }],
  ] as const) {
    const userId = addPerson(site, username, { city: 'Leeds' })
    for (const [courseId, grade] of Object.entries(totals)) {
      enrol(site, userId, Number(courseId))
      site.courseTotals.set(`${userId}:${courseId}`, grade)
    }
  }
}

const source = () => new MoodleServices(clientOf(standIn), [])

async function grades(question: object) {
  const batches = await Array.fromAsync(source().activity('grade', { ...ALL_TIME, ...question }))
  return batches.flat()
}

describe('grades from the web services of a Moodle site', () => {
  test('have the totals of each course, exact, with the path of its categories', async () => {
    const facts = await grades({ accountFields: ['city'] })
    expect(
      facts.map(({ learner, course, grade, max, time }) => [learner.username, course.id, grade, max, time]),
    ).toEqual([
      ['ada', 2, '66.66667', '100.00000', NOON * 1000],
      ['ben', 2, '40.00000', '50.00000', (NOON - 90 * DAY) * 1000],
      ['ada', 3, '40.00000', '50.00000', NOON * 1000],
    ])
    expect(facts[0]).toMatchObject({
      learner: { idnumber: 'N-ada', account: { city: 'Leeds' }, suspended: false },
      course: { fullname: 'Course FIRE', categoryIds: [1, 2] },
    })
  })

  test('cost a call for each course, and nobody is looked up whose grades are of other days', async () => {
    const before = standIn.calls.length
    const facts = await grades({ from: (NOON - DAY) * 1000, to: (NOON + DAY) * 1000 })
    expect(facts.map(({ key }) => key)).toEqual(['3.2', '3.3'])
    const calls = standIn.calls.slice(before)
    expect(calls.filter(({ name }) => name === 'gradereport_user_get_grade_items')).toHaveLength(2)
    expect(calls).toHaveLength(3 + 2 + 2)
  })

  test('are refused with a field that is not told', async () => {
    for (const asked of [{ accountFields: ['password'] }, { profileFields: ['dept'] }, { cohorts: true }]) {
      expect((await refused(grades(asked))).code).toBe('RB-9090')
    }
  })

  test('are published where there is no database, with what is less sure; the rest is refused', async () => {
    await store.asOrganisation(at.ownerId, async (tx) => {
      const settings = { url: standIn.url, token: ADMIN_TOKEN }
      const siteId = await addMoodleSite(tx, at.hub.sealer, at.ownerId, 'remote', settings, null)
      for (const dataset of ['grade', 'scorm'] as const) {
        const of = { name: dataset, dataset, siteId, settings: { timeZone: 'UTC', folder: 'remote' } }
        await addExport(tx, at.ownerId, of)
      }
    })
    at.at('2026-03-04T02:30:00Z')
    const [grade, scorm] = await runExports(at.hub, at.ownerId, ['grade', 'scorm'])
    expect(grade!.finding).toBeNull()
    expect(await outbox(at, at.ownerId, 'remote')).toEqual({
      'Grades20260304.csv': [
        '"username","uniqueid","Date","Course Name","Course Code","Grade","Letter"',
        '"ada","N-ada","2026-03-03","Course AID","AID","40","B-"',
        '"ada","N-ada","2026-03-03","Course FIRE","FIRE","66.67","D"',
        '',
      ].join('\r\n'),
    })
    expect(grade!.warnings.map(({ code, message }) => [code, Number.parseInt(message, 10)])).toEqual([
      ['RB-9097', 1],
      ['RB-9099', 2],
    ])
    expect(scorm!.finding).toMatchObject({
      code: 'RB-7114',
      message: expect.stringContaining('--database'),
    })
  })
})

test('a recorded course total has what is read of it, and the stand-in has the same fields', async () => {
  const shape = (answer: unknown) => {
    const { usergrades } = answer as { usergrades: { gradeitems: { itemtype: string }[] }[] }
    const item = usergrades[0]!.gradeitems.find(({ itemtype }) => itemtype === 'course')!
    return Object.entries(item).map(([name, value]) => [name, typeof value])
  }
  const answer = await clientOf(standIn).read('gradereport_user_get_grade_items', { courseid: 2 })
  expect(shape(answer)).toEqual(shape(recorded('x-grade-items-all').response.json))
})
