import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan } from '../../../src/inbound/apply-plan.ts'
import { rejects } from '../../../src/inbound/rejects.ts'
import { listWaiting } from '../../../src/inbound/waiting/read-waiting.ts'
import { resultOf } from '../run-result.ts'
import { importFiles, type Sent, type TestHub, testHub } from '../test-hub.ts'
import {
  anotherFeed,
  courses,
  DAY,
  enrolled,
  told,
  type WaitingHub,
  waiting,
  waitingHub,
} from './waiting-hub.ts'

const WEEK = { uploadType: 'addUpdate', waitFor: '7d' }

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

/** A feed of Moodle's user files, and one that brings courses. */
async function twoFeeds(settings: object = WEEK): Promise<{ own: WaitingHub; others: WaitingHub }> {
  const own = await waitingHub(home, 'moodle-upload-users', settings)
  return { own, others: await anotherFeed(own, 'courses') }
}

const HEADER =
  'username,firstname,lastname,email,course1,role1,group1,enrolperiod1,enroltimestart1,course2,role2'

/** Rows such as `ann,BIO,student,Lab,10,2026-09-05,ART,teacher`. */
function people(...rows: readonly string[]): Sent {
  const lines = rows.map((row) => {
    const [name, ...cells] = row.split(',')
    return [name, 'First', 'Last', `${name}@x.org`, ...cells, ...Array(7 - cells.length).fill('')].join(',')
  })
  return { name: 'users.csv', content: [HEADER, ...lines, ''].join('\n') }
}

const say = async (own: TestHub, files: readonly Sent[], settings: object = WEEK) => {
  const lines = await told(own, await importFiles(own, files, settings))
  return lines.map((line) => line.replace(/, waiting since run \d+/, '*'))
}

describe('an enrolment that a row of users asks for in a course that is not there', () => {
  test('waits while the account is made, and is carried out after another feed brought the course', async () => {
    const { own, others } = await twoFeeds()
    const rows = people('ann,BIO,student,Lab,,,ART,teacher', 'bob,ART,student')
    expect(await say(own, [rows])).toEqual(['users.csv:2 created RB-2409', 'users.csv:3 created RB-2409'])
    expect(await waiting(own)).toEqual(['users.csv:2 RB-3004', 'users.csv:2 RB-3004', 'users.csv:3 RB-3004'])
    const runId = await importFiles(others, [courses('BIO')])
    expect(await told(own, runId + 1)).toEqual([
      expect.stringMatching(/^users\.csv, waiting since run \d+:2 enrolled$/),
    ])
    expect(await enrolled(own)).toEqual(['ann BIO active student [Lab]'])
    await importFiles(others, [courses('ART')])
    expect(await enrolled(own)).toEqual([
      'ann ART active teacher',
      'ann BIO active student [Lab]',
      'bob ART active student',
    ])
    expect(await waiting(own)).toEqual([])
  })

  test('does not wait unless the feed says so', async () => {
    const { own } = await twoFeeds({ uploadType: 'addUpdate' })
    expect(await say(own, [people('ann,BIO')], { uploadType: 'addUpdate' })).toEqual([
      'users.csv:2 created RB-2409',
    ])
    expect(await waiting(own)).toEqual([])
  })

  test('does not wait with an account that is refused, nor for another fault', async () => {
    const { own, others } = await twoFeeds()
    await importFiles(others, [courses('BIO')])
    const refused = people('ann,ART').content.toString().replace('ann@x.org', 'nowhere')
    expect(await say(own, [{ name: 'users.csv', content: refused }])).toEqual([
      'users.csv:2 rejected RB-2004',
    ])
    expect(await say(own, [people('bob,BIO,nobody')])).toEqual(['users.csv:2 created RB-2409'])
    expect(await waiting(own)).toEqual([])
  })

  test('of which a row asks twice waits once', async () => {
    const { own, others } = await twoFeeds()
    await say(own, [people('ann,BIO,student,,,,BIO,student', 'ann,BIO,student')])
    expect(await waiting(own)).toEqual(['users.csv:3 RB-3004'])
    await importFiles(others, [courses('BIO')])
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
  })

  test('leaves the times of an enrolment that a later row made', async () => {
    const { own, others } = await twoFeeds()
    await say(own, [people('ann,BIO,student,,10,2026-08-01')])
    // As if nobody took it up in between.
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db.updateTable('waiting_record').set({ site_id: 0 }).execute(),
    )
    await importFiles(others, [courses('BIO')])
    await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db.updateTable('waiting_record').set({ site_id: own.defaults.siteId }).execute(),
    )
    const lines = await say(own, [people('ann,BIO,student,,20,2026-09-02')])
    expect(lines).toEqual(['users.csv:2 updated', 'users.csv*:2 unchanged RB-4020'])
    const found = await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db
        .selectFrom('site_enrolment')
        .select(['time_start', 'time_end'])
        .where('site_id', '=', own.defaults.siteId)
        .execute(),
    )
    expect(found).toEqual([
      { time_start: new Date('2026-09-02T00:00:00Z'), time_end: new Date('2026-09-22T00:00:00Z') },
    ])
  })

  test('is told when it has expired, a row of several once, and waits since it was first sent', async () => {
    const { own } = await twoFeeds()
    const rows = people('ann,BIO,student,,,,ART,student')
    await say(own, [rows])
    own.clock.days = 4
    await say(own, [rows])
    const { organisationId } = own.defaults
    const [first] = await own.hub.store.asOrganisation(organisationId, (tx) =>
      listWaiting(tx, organisationId),
    )
    expect(first!.until.getTime() - first!.since.getTime()).toBe(7 * DAY)
    expect(own.hub.now() - first!.since.getTime()).toBe(4 * DAY)

    own.clock.days = 7
    const runId = await importFiles(own, [people('bob')], WEEK)
    const { files, log } = await resultOf(own, runId)
    expect(log.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['created', null],
      ['rejected', 'RB-5070'],
      ['rejected', 'RB-5070'],
    ])
    const fileNo = files.findIndex(({ name }) => name.includes('waiting since')) + 1
    const bytes = await Array.fromAsync(rejects(own.hub, organisationId, runId, fileNo))
    const lines = Buffer.concat(bytes).toString().trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^ann,First,Last,ann@x\.org,BIO,student,.*RB-5070,.*"ART".*"BIO"/)
    expect(await waiting(own)).toEqual([])
  })

  test('waits from the application of a plan on', async () => {
    const { own, others } = await twoFeeds()
    const planId = await importFiles(own, [people('ann,BIO')], WEEK, 'plan')
    expect(await waiting(own)).toEqual([])
    await applyPlan(own.hub, own.defaults.organisationId, planId)
    expect(await waiting(own)).toEqual(['users.csv:2 RB-3004'])
    await importFiles(others, [courses('BIO')])
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
  })
})
