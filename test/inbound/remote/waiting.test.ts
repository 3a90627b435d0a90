import { afterEach, beforeEach, expect, test } from 'vitest'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { listRuns } from '../../../src/inbound/read-runs.ts'
import { Crash, crashingStore } from '../../outbound/crashing-store.ts'
import { importFiles, send } from '../test-hub.ts'
import { anotherFeed, courses, enrolments, told, users, waiting } from '../waiting/waiting-hub.ts'
import { type MoodleHub, moodleHub } from './moodle-hub.ts'
import { siteContent } from './site-content.ts'

const WEEK = { waitFor: '7d' }

let place: MoodleHub
beforeEach(async () => {
  place = await moodleHub()
})
afterEach(() => place[Symbol.asyncDispose]())

/** A feed of the same server whose settings let nothing wait. */
function others() {
  return anotherFeed({ ...place, clock: { days: 0 } }, 'others')
}

async function waitingFeed(): Promise<void> {
  await place.hub.store.asOrganisation(place.defaults.organisationId, ({ db }) =>
    db
      .updateTable('feed')
      .set({ settings: JSON.stringify(WEEK) })
      .where('id', '=', place.defaults.feedId)
      .execute(),
  )
}

const enrolled = () => siteContent(place.standIn).enrolments.map(([user, course]) => `${user} ${course}`)

test('an enrolment waits for its user and course, and is carried out when the server has both', async () => {
  await importFiles(place, [enrolments('create,ann,BIO', 'create,bob,BIO')], WEEK)
  await importFiles(place, [users('ann'), enrolments('delete,bob,BIO')], WEEK)
  expect(await waiting(place)).toEqual(['enroll.csv:2 RB-4003'])
  const planId = await importFiles(place, [courses('BIO')], WEEK, 'plan')
  expect((await told(place, planId)).at(-1)).toMatch(/^enroll\.csv, waiting since run \d+:2 enrolled$/)
  expect(await waiting(place)).toHaveLength(1)
  await importFiles(place, [courses('BIO'), users('bob')], WEEK)
  expect(enrolled()).toEqual(['ann BIO'])
  expect(await waiting(place)).toEqual([])
})

test('it is carried out after another feed of the server brought what it waits for, and asked of no sooner', async () => {
  await waitingFeed()
  await importFiles(place, [enrolments('create,ann,BIO', 'create,bob,BIO')])
  const other = await others()
  const calls = place.standIn.calls.length
  await importFiles(other, [users('cyd')])
  expect(place.standIn.calls.slice(calls).filter(({ name }) => name.includes('course'))).toEqual([])
  await importFiles(other, [users('ann')])
  expect(enrolled()).toEqual([])
  await importFiles(other, [courses('BIO')])
  expect(enrolled()).toEqual(['ann BIO'])
  expect(await waiting(place)).toEqual(['enroll.csv:3 RB-2012'])
})

test.each([7, 9, 13])('a run that ends at transaction %i goes on to the same end', async (nth) => {
  await waitingFeed()
  const { organisationId } = place.defaults
  await importFiles(place, [courses('BIO'), enrolments('create,ann,BIO', 'create,bob,BIO', 'create,cyd,BIO')])
  const other = await others()
  const runId = await send(other, [users('ann', 'cyd')])
  const store = crashingStore(place.hub.store, nth, true)
  await executeRun({ ...place.hub, store }, organisationId, runId).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
  expect(store.crashed).toBe(true)
  // Nobody is there any more to give signs of life; a process that resumes waits until that shows.
  await place.hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .updateTable('site_intent')
      .set({ alive_at: new Date(0) })
      .execute(),
  )
  for (;;) {
    const [open] = await place.hub.store.asOrganisation(organisationId, (tx) =>
      listRuns(tx, { state: 'running', limit: 1 }),
    )
    if (open === undefined) break
    await executeRun(place.hub, organisationId, open.id)
  }
  expect(enrolled().sort()).toEqual(['ann BIO', 'cyd BIO'])
  expect(await waiting(place)).toEqual(['enroll.csv:3 RB-2012'])
})

test('an enrolment that a row of users asks for waits for its course', async () => {
  const settings = { uploadType: 'addUpdate', ...WEEK }
  await place.hub.store.asOrganisation(place.defaults.organisationId, ({ db }) =>
    db
      .updateTable('feed')
      .set({ format: 'moodle-upload-users', settings: JSON.stringify(settings) })
      .where('id', '=', place.defaults.feedId)
      .execute(),
  )
  const content = 'username,firstname,lastname,email,course1\nann,Ann,Lee,ann@example.org,BIO\n'
  const runId = await importFiles(place, [{ name: 'users.csv', content }], settings)
  expect(await told(place, runId)).toEqual(['users.csv:2 created RB-2409'])
  expect(await waiting(place)).toEqual(['users.csv:2 RB-3004'])
  await importFiles(await others(), [courses('BIO')])
  expect(enrolled()).toEqual(['ann BIO'])
  expect(await waiting(place)).toEqual([])
})
