import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importFiles, type Sent, type TestHub, testHub } from '../test-hub.ts'
import {
  anotherFeed,
  courses,
  enrolled,
  told,
  users,
  type WaitingHub,
  waiting,
  waitingHub,
} from './waiting-hub.ts'

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

const list = (...rows: readonly string[]): Sent => ({
  name: 'EnrolmentUpload.csv',
  content: ['uniqueid,course', ...rows, ''].join('\n'),
})

const ALL = { missingEnrolments: 'unenrol', waitFor: '7d' }
const LISTED = { ...ALL, missingScope: 'courses' }

/** A feed of full lists, and one that brings people and courses. */
async function twoFeeds(): Promise<{ own: WaitingHub; others: WaitingHub }> {
  const own = await waitingHub(home, 'snapshot-enrolments-csv')
  return { own, others: await anotherFeed(own, 'others') }
}

describe('an enrolment of a full list whose user has not arrived', () => {
  test('waits, and is rejected when a newer list does not name it', async () => {
    const { own, others } = await twoFeeds()
    await importFiles(others, [users('ann'), courses('BIO', 'CHE')])
    await importFiles(own, [list('n-ann,c-BIO', 'n-bob,c-CHE')], ALL)
    expect(await waiting(own)).toEqual(['EnrolmentUpload.csv:3 RB-2012'])
    const runId = await importFiles(own, [list('n-ann,c-BIO')], ALL)
    expect(await told(own, runId)).toContainEqual(expect.stringMatching(/:3 rejected RB-5071$/))
    expect(await waiting(own)).toEqual([])
  })

  test('goes on waiting where the newer list is about other courses only', async () => {
    const { own, others } = await twoFeeds()
    await importFiles(others, [users('ann'), courses('BIO', 'CHE')])
    await importFiles(own, [list('n-ann,c-BIO', 'n-bob,c-CHE')], LISTED)
    await importFiles(own, [list('n-ann,c-BIO')], LISTED)
    expect(await waiting(own)).toEqual(['EnrolmentUpload.csv:3 RB-2012'])
    await importFiles(own, [list('n-ann,c-CHE')], LISTED)
    expect(await waiting(own)).toEqual([])
    expect(await enrolled(own)).toEqual(['ann BIO active student', 'ann CHE active student'])
  })

  test('is carried out when the user is there', async () => {
    const { own, others } = await twoFeeds()
    await importFiles(others, [courses('BIO')])
    await importFiles(own, [list('n-ann,c-BIO')], ALL)
    await importFiles(others, [users('ann')])
    await importFiles(own, [list('n-ann,c-BIO')], ALL)
    expect(await enrolled(own)).toEqual(['ann BIO active student'])
    expect(await waiting(own)).toEqual([])
  })
})
