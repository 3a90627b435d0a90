import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, send, TEST_TIME, type TestHub, testHub } from './test-hub.ts'

const DAY_SECONDS = 86_400
const YESTERDAY = TEST_TIME / 1000 - DAY_SECONDS
const PEOPLE = ['ann', 'bob', 'eve']

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

/** A flat file feed on a site with three people and a course, two of whom were enrolled until yesterday. */
async function feedWithExpired(): Promise<TestHub> {
  const own = await hubOfFormat(home, 'datahub-csv')
  const user = (name: string) => `create,${name},Passw0rd!x,${name},Lee,${name}@example.org,Leeds,id-${name}`
  await importFiles(own, [
    {
      name: 'user.csv',
      content: `action,username,password,firstname,lastname,email,city,idnumber\n${PEOPLE.map(user).join('\n')}\n`,
    },
    {
      name: 'course.csv',
      content: 'action,shortname,fullname,category,idnumber\ncreate,C1,Course,Arts,c1\n',
    },
  ])
  await home.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
    db.updateTable('feed').set({ format: 'moodle-flatfile' }).where('id', '=', own.defaults.feedId).execute(),
  )
  const add = (name: string) => `add,student,id-${name},c1,0,${YESTERDAY}\n`
  await importFiles(own, [{ name: 'first.txt', content: add('ann') + add('bob') }])
  return own
}

function statuses({ hub, defaults }: TestHub): Promise<string[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const rows = await db
      .selectFrom('site_enrolment')
      .select('status')
      .where('site_id', '=', defaults.siteId)
      .orderBy('user_id')
      .execute()
    return rows.map(({ status }) => status)
  })
}

const NEXT = [{ name: 'next.txt', content: 'add,student,id-eve,c1\n' }]

describe('enrolments whose end has passed', () => {
  test('are ended by the next run, each as a record of a file of its own', async () => {
    const own = await feedWithExpired()
    const { state, files, log } = await resultOf(own, await importFiles(own, NEXT))
    expect(state).toBe('succeeded')
    expect(files).toMatchObject([
      { name: 'next.txt' },
      { name: 'next.txt, expired', state: 'done', records: 2 },
    ])
    expect(log.map(({ outcome }) => outcome)).toEqual(['enrolled', 'suspended', 'suspended'])
    expect(await statuses(own)).toEqual(['suspended', 'suspended', 'active'])
  })

  test('are ended once', async () => {
    const own = await feedWithExpired()
    await importFiles(own, NEXT)
    const { files } = await resultOf(own, await importFiles(own, [{ name: 'more.txt', content: '' }]))
    expect(files.map(({ name }) => name)).toEqual(['more.txt'])
  })

  test('are shown by a plan, and ended when it is applied', async () => {
    const own = await feedWithExpired()
    const { organisationId } = own.defaults
    const plan = await importFiles(own, NEXT, {}, 'plan')
    expect(await statuses(own)).toEqual(['active', 'active'])
    expect((await resultOf(own, plan)).log.map(({ outcome }) => outcome)).toEqual([
      'enrolled',
      'suspended',
      'suspended',
    ])
    await applyPlan(own.hub, organisationId, plan)
    expect(await statuses(own)).toEqual(['suspended', 'suspended', 'active'])
  })

  test('are noted once when a run is taken up again', async () => {
    const own = await feedWithExpired()
    const { organisationId } = own.defaults
    const runId = await send(own, NEXT)
    const stop = () => {
      throw new Error('stopped')
    }
    await expect(executeRun(own.hub, organisationId, runId, stop)).rejects.toThrow('stopped')
    await executeRun(own.hub, organisationId, runId)
    const { files } = await resultOf(own, runId)
    expect(files).toMatchObject([
      { name: 'next.txt', records: 1 },
      { records: 2, state: 'done' },
    ])
    expect(files).toHaveLength(2)
    expect(await statuses(own)).toEqual(['suspended', 'suspended', 'active'])
  })

  test('stay where the feed keeps them', async () => {
    const own = await feedWithExpired()
    await importFiles(own, NEXT, { expiredAction: 'keep' })
    expect(await statuses(own)).toEqual(['active', 'active', 'active'])
  })
})
