import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActivityDataset } from '../../../src/domain/activity.ts'
import { PROGRAMS_ONLY } from '../../../src/sites/activity.ts'
import { DATASET_READERS } from '../../../src/sites/moodle/database/datasets/index.ts'
import { learnersOf } from '../../../src/sites/moodle/database/learners.ts'
import { openSite } from '../../../src/sites/moodle/database/open-site.ts'
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

async function* statements(picture: Picture, dataset: ActivityDataset) {
  let count = 0
  const counting: Picture = {
    ...picture,
    rows: <R extends object>(statement: Sql) => {
      count += 1
      return picture.rows<R>(statement)
    },
  }
  const { schema, config } = await openSite(counting)
  const notice = () => undefined
  const learners = await learnersOf(counting, schema, config, QUESTION)
  const reading = {
    picture: counting,
    schema,
    config,
    window: windowOf(QUESTION),
    learners,
    notice,
    pathways: PROGRAMS_ONLY,
  }
  const before = count
  let facts = 0
  for await (const batch of DATASET_READERS[dataset].read(reading)) facts += batch.length
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
      for await (const { before, during, facts } of inPicture(settings, (picture) =>
        statements(picture, dataset),
      )) {
        expect(facts).toBeGreaterThan(400)
        expect(before).toBe(3)
        expect(during).toBeLessThanOrEqual(most)
      }
      expect.hasAssertions()
    },
  )
})
