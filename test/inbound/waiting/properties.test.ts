import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tries } from '../../support/arbitrary-actions.ts'
import { SOAK } from '../../support/soak.ts'
import { importFiles, type Sent, type TestHub, testHub } from '../test-hub.ts'
import { anotherFeed, courses, enrolled, enrolments, users, waiting, waitingHub } from './waiting-hub.ts'

const DAYS = 4
const PEOPLE = ['ann', 'bob', 'cyd']
const COURSES = ['ART', 'BIO']
const SETTINGS = { waitFor: '30d', createGroupsAndGroupings: true }

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const day = fc.integer({ min: 0, max: DAYS - 1 })

/** Enrolments of some days, each person with one role and group in a course, and the days on which the rest comes. */
const story = fc.record({
  rows: fc.array(
    fc.record({
      day,
      verb: fc.constantFrom('create', 'create', 'delete'),
      person: fc.constantFrom(...PEOPLE),
      course: fc.constantFrom(...COURSES),
    }),
    { minLength: 3, maxLength: 14 },
  ),
  people: fc.tuple(...PEOPLE.map(() => day)),
  courses: fc.tuple(...COURSES.map(() => day)),
  /** Users come by a feed of their own, before or after the enrolments of the day. */
  by: fc.constantFrom('own', 'before', 'after'),
})

test('whatever arrives first, the site ends as if all had come at once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ rows, people, courses: dates, by }) => {
      const told = rows
        .toSorted((a, b) => a.day - b.day)
        .map(({ verb, person, course, ...row }) => ({
          ...row,
          text: `${verb},${person},${course},${person === 'cyd' ? 'teacher' : 'student'},${person}-${course}`,
        }))
      const own = await waitingHub(home, 'datahub-csv', SETTINGS)
      const others = await anotherFeed(own, 'others', 'datahub-csv', SETTINGS)
      for (let today = 0; today < DAYS; today++) {
        own.clock.days = today
        const named = <T>(names: readonly T[], days: readonly number[]) =>
          names.filter((_, at) => days[at] === today)
        const came = [...files(users, named(PEOPLE, people)), ...files(courses, named(COURSES, dates))]
        const texts = told.filter((row) => row.day === today).map(({ text }) => text)
        const sent = files(enrolments, texts)
        if (by === 'own') await importAll(own, [...came, ...sent])
        if (by === 'before') await importAll(others, came)
        if (by !== 'own') await importAll(own, sent)
        if (by === 'after') await importAll(others, came)
      }

      const once = await waitingHub(home)
      const texts = told.map(({ text }) => text)
      await importFiles(once, [users(...PEOPLE), courses(...COURSES), enrolments(...texts)], SETTINGS)
      expect(await enrolled(own)).toEqual(await enrolled(once))
      expect(await waiting(own)).toEqual([])
    }),
    tries(SOAK ? 300 : 15),
  )
})

function files(make: (...rows: readonly string[]) => Sent, rows: readonly string[]): Sent[] {
  return rows.length === 0 ? [] : [make(...rows)]
}

async function importAll(to: TestHub, sent: readonly Sent[]): Promise<void> {
  if (sent.length > 0) await importFiles(to, sent)
}
