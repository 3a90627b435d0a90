import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROGRAMS_ONLY } from '../../../src/sites/activity.ts'
import { DATASET_READERS } from '../../../src/sites/moodle/database/datasets/index.ts'
import { type FindLearners, learnersOf } from '../../../src/sites/moodle/database/learners.ts'
import { type OpenSite, openSite } from '../../../src/sites/moodle/database/open-site.ts'
import { ROSTER_READERS } from '../../../src/sites/moodle/database/rosters/index.ts'
import { windowOf } from '../../../src/sites/moodle/database/window.ts'
import { inPicture, type Picture } from '../../../src/transport/moodle-db/picture.ts'
import type { Sql } from '../../../src/transport/moodle-db/sql.ts'
import { ALL_TIME } from './ask.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from './postgres.ts'

let site: SiteDatabase
beforeAll(async () => {
  site = await postgresDatabase()
  await loadSample(site)
})
afterAll(() => site.close())

/** With everything that a question can ask for. */
const QUESTION = { ...ALL_TIME, accountFields: ['city'], profileFields: ['dept', 'staffno'], cohorts: true }

interface Counted {
  readonly before: number
  readonly during: number
  readonly facts: number
}

async function* statements(
  picture: Picture,
  read: (picture: Picture, opened: OpenSite, learners: FindLearners) => AsyncIterable<readonly object[]>,
): AsyncGenerator<Counted> {
  let count = 0
  const counting: Picture = {
    ...picture,
    rows: <R extends object>(statement: Sql) => {
      count += 1
      return picture.rows<R>(statement)
    },
  }
  const opened = await openSite(counting)
  const learners = await learnersOf(counting, opened.schema, opened.config, QUESTION)
  const before = count
  let facts = 0
  for await (const batch of read(counting, opened, learners)) facts += batch.length
  yield { before, during: count - before, facts }
}

describe('reading', () => {
  // Pages: 11,120 elements are three, the others are one; each has its page and its look-ups.
  test.each([
    { dataset: 'scorm', most: 3 * 8 },
    { dataset: 'quiz', most: 6 },
    { dataset: 'completion', most: 5 },
    { dataset: 'grade', most: 8 },
  ] as const)(
    '$dataset takes $most statements at the most, whatever a page holds',
    async ({ dataset, most }) => {
      const settings = { url: site.url, password: '', prefix: 'mdl_' }
      const counted = inPicture(settings, (picture) =>
        statements(picture, (counting, { schema, config }, learners) =>
          DATASET_READERS[dataset].read({
            ...{ picture: counting, schema, config, learners, window: windowOf(QUESTION) },
            ...{ notice: () => undefined, pathways: PROGRAMS_ONLY },
          }),
        ),
      )
      for await (const { before, during, facts } of counted) {
        expect(facts).toBeGreaterThan(400)
        expect(before).toBe(3)
        expect(during).toBeLessThanOrEqual(most)
      }
      expect.hasAssertions()
    },
  )

  // One page each.
  test.each([
    { dataset: 'user', most: 4 },
    { dataset: 'course', most: 1 },
    { dataset: 'enrolment', most: 6 },
  ] as const)(
    'the full list $dataset takes $most statements at the most, whatever a page holds',
    async ({ dataset, most }) => {
      const settings = { url: site.url, password: '', prefix: 'mdl_' }
      const counted = inPicture(settings, (picture) =>
        statements(picture, (counting, { config }, learners) =>
          ROSTER_READERS[dataset].read({ picture: counting, config, learners, timeZone: 'UTC' }),
        ),
      )
      for await (const { before, during, facts } of counted) {
        expect(facts).toBeGreaterThan(5)
        expect(before).toBe(3)
        expect(during).toBeLessThanOrEqual(most)
      }
      expect.hasAssertions()
    },
  )
})
