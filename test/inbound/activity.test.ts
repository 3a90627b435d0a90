import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ActivityDataset, ActivityFacts } from '../../src/domain/activity.ts'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import { history } from '../../src/inbound/history.ts'
import { readLog } from '../../src/inbound/read-log.ts'
import { EmbeddedActivity } from '../../src/sites/embedded/activity/source.ts'
import { outcomes, resultOf } from './run-result.ts'
import { hubOfFormat, importFiles, send, type TestHub, testHub } from './test-hub.ts'

const USERS = `action,username,password,firstname,lastname,email,city,idnumber
create,ann,Passw0rd!,Ann,Lee,ann@x.org,Cork,E1
create,bob,Passw0rd!,Bob,Lee,bob@x.org,Cork,E2
`
const COURSES = 'action,shortname,fullname,category\ncreate,C1,Biology,Science\ncreate,C2,Law,Law\n'
const SCORM = 'user,course,scorm,sco,attempt,status,score,time\n'
const FIRST = `${SCORM}ann,C1,Fire,One,1,incomplete,,2026-03-25T10:00:00Z\nbob,,Fire,One,1,passed,80,2026-03-25T10:00:00Z\n`

let home: Awaited<ReturnType<typeof testHub>>
let own: TestHub
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())

beforeEach(async () => {
  own = await hubOfFormat(home, 'datahub-csv')
  await run('user.csv', USERS)
  await run('course.csv', COURSES)
  await feedReads('activity-csv')
})

describe('a file of what people did', () => {
  test('makes it, and finds it there the next time, however it is spelled', async () => {
    expect(outcomes(await run('a.csv', FIRST))).toEqual(['created', 'created'])
    expect(outcomes(await run('b.csv', `${FIRST}\n`))).toEqual(['unchanged', 'unchanged'])
    const otherwise = `${SCORM}ANN,C1,Fire,One,1,Incomplete,,2026-03-25T11:00:00+01:00\nbob,,Fire,One,1,passed,80.0,2026-03-25T10:00:00Z\n`
    expect(outcomes(await run('c.csv', otherwise))).toEqual(['unchanged', 'unchanged'])
    expect(await told('scorm')).toMatchObject([
      { learner: { username: 'ann' }, course: { shortname: 'C1' }, completionStatus: 'incomplete' },
      { learner: { username: 'bob' }, course: null, completionStatus: 'passed', score: '80' },
    ])
  })

  test('corrects what is there, and says line by line what became of it', async () => {
    await run('a.csv', FIRST)
    const result = await run(
      'b.csv',
      `${SCORM}ann,C1,Fire,One,1,passed,95.50,2026-03-25T12:00:00Z\nann,C1,Fire,One,2,failed,1,2026-03-25T13:00:00Z\n` +
        'cy,C1,Fire,One,1,passed,1,2026-03-25T13:00:00Z\nbob,C9,Fire,One,1,passed,1,2026-03-25T13:00:00Z\n' +
        'bob,C1,Fire,One,1,done,1,2026-03-25T13:00:00Z\n',
    )
    expect(outcomes(result)).toEqual(['updated', 'created', 'rejected', 'rejected', 'rejected'])
    expect(result.log.map(({ line, code }) => [line, code])).toEqual([
      [2, null],
      [3, null],
      [4, 'RB-2012'],
      [5, 'RB-3004'],
      [6, 'RB-2003'],
    ])
    expect((await told('scorm')).map(({ attempt, score }) => [attempt, score])).toEqual([
      [1, '95.50'],
      [2, '1'],
      [1, '80'],
    ])
  })

  test('takes two records of one thing in their order, in one chunk', async () => {
    const twice = `${SCORM}ann,C1,Fire,One,1,incomplete,,2026-03-25T10:00:00Z\nann,C1,Fire,One,1,passed,,2026-03-25T11:00:00Z\n`
    expect(outcomes(await run('a.csv', twice))).toEqual(['created', 'updated'])
    expect(await told('scorm')).toMatchObject([{ completionStatus: 'passed' }])
  })

  test('keeps the order in which the changes of a sign-up stand', async () => {
    const rows = ['requested', 'booked', 'approved'].map(
      (status) => `ann,Aid,1,${status},2026-03-25T10:00:00Z\n`,
    )
    await run('a.csv', `user,facetoface,sessionId,status,time\n${rows.join('')}`)
    const facts = (await told('face-to-face')).sort((one, other) => one.order - other.order)
    expect(facts.map(({ status }) => status)).toEqual(['requested', 'booked', 'approved'])
  })

  test('reads times without a zone in that of the site', async () => {
    await own.hub.store.asHouse(({ db }) =>
      sql`update site set facts = facts || '{"timezone": "Asia/Tokyo"}' where id = ${own.defaults.siteId}`.execute(
        db,
      ),
    )
    await run('a.csv', 'user,course,time\nann,C1,2026-03-25 09:00\nann,C1,2026-03-26\n')
    expect((await told('completion')).map(({ time }) => new Date(time).toISOString())).toEqual([
      '2026-03-25T00:00:00.000Z',
      '2026-03-25T15:00:00.000Z',
    ])
  })

  test('is shown as a plan first, and the plan does what it showed', async () => {
    await run('a.csv', FIRST)
    const { hub, defaults } = own
    const content = `${SCORM}ann,C1,Fire,One,1,passed,,2026-03-25T11:00:00Z\nann,C1,Fire,One,1,failed,,2026-03-25T12:00:00Z\n`
    const planId = await importFiles(own, [{ name: 'b.csv', content }], {}, 'plan')
    expect(outcomes(await resultOf(own, planId))).toEqual(['updated', 'updated'])
    expect(await told('scorm')).toMatchObject([{ completionStatus: 'incomplete' }, {}])
    await applyPlan(hub, defaults.organisationId, planId)
    expect(await told('scorm')).toMatchObject([{ completionStatus: 'failed' }, {}])
  })

  test('is refused whole by a Moodle site', async () => {
    await own.hub.store.asHouse(({ db }) =>
      db.updateTable('site').set({ kind: 'moodle' }).where('id', '=', own.defaults.siteId).execute(),
    )
    const result = await resultOf(own, await send(own, [{ name: 'a.csv', content: FIRST }]))
    expect(result.files).toMatchObject([{ state: 'refused', records: 0, finding: { code: 'RB-4502' } }])
  })
})

describe('what is remembered of a file', () => {
  test('is forgotten when the person is removed: the next one of that name has done nothing yet', async () => {
    await run('a.csv', FIRST)
    await feedReads('datahub-csv')
    await run('user.csv', 'action,username\ndelete,ann\n')
    await run('user.csv', USERS.split('\n').slice(0, 2).join('\n'))
    await feedReads('activity-csv')
    expect((await told('scorm')).map(({ learner }) => learner.username)).toEqual(['bob'])
    expect(outcomes(await run('a.csv', `${FIRST}\n\n`))).toEqual(['created', 'unchanged'])
  })

  test('is forgotten when the course is removed', async () => {
    await run('a.csv', FIRST)
    await feedReads('datahub-csv')
    await run('course.csv', 'action,shortname\ndelete,C1\n')
    await feedReads('activity-csv')
    expect((await told('scorm')).map(({ learner }) => learner.username)).toEqual(['bob'])
    expect(outcomes(await run('a.csv', `${FIRST}\n\n`))).toEqual(['rejected', 'unchanged'])
  })

  test('is forgotten when another name of the person brought a change', async () => {
    await run('a.csv', FIRST)
    const byIdnumber = `${SCORM}E2,,Fire,One,1,failed,0,2026-03-25T12:00:00Z\n`
    expect(outcomes(await run('b.csv', byIdnumber, { identifyBy: 'idnumber' }))).toEqual(['updated'])
    expect(outcomes(await run('c.csv', `${FIRST}\n`))).toEqual(['unchanged', 'updated'])
    expect((await told('scorm')).at(-1)).toMatchObject({ completionStatus: 'passed', score: '80' })
  })
})

test('the log says what somebody did, and where', async () => {
  const { hub, defaults } = own
  const runId = await importFiles(own, [{ name: 'a.csv', content: FIRST }])
  const said: string[] = []
  for await (const { message } of readLog(hub, defaults.organisationId, runId, {})) said.push(message)
  expect(said).toEqual([
    'User "ann", SCORM attempt "Fire" "One" "1", course "C1": created',
    'User "bob", SCORM attempt "Fire" "One" "1": created',
  ])
})

test('the history of a person tells what the person did, by file and line', async () => {
  await run('a.csv', FIRST)
  await run('b.csv', `${SCORM}ann,C1,Fire,One,1,passed,,2026-03-25T12:00:00Z\n`)
  await run('c.csv', 'user,course,time\nann,C1,2026-03-25T12:00:00Z\n')
  const { hub, defaults } = own
  const { histories } = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    history(tx, defaults.siteId, 'user', 'ann'),
  )
  const told = histories[0]!.entries.filter(({ kind }) => kind !== 'user')
  expect(told.map(({ file, line, change, subject }) => [file, line, change, subject])).toEqual([
    ['a.csv', 2, 'created', 'attempt 1 of "ann" at SCO "One" of "Fire" in course "C1"'],
    ['b.csv', 2, 'updated', 'attempt 1 of "ann" at SCO "One" of "Fire" in course "C1"'],
    ['c.csv', 2, 'created', 'completion of "ann" in course "C1"'],
  ])
  expect(told[1]).toMatchObject({
    before: { completionStatus: 'incomplete', time: '2026-03-25T10:00:00.000Z' },
    after: { completionStatus: 'passed', time: '2026-03-25T12:00:00.000Z' },
  })
})

async function run(name: string, content: string, settings: object = {}) {
  return resultOf(own, await importFiles(own, [{ name, content }], settings))
}

async function feedReads(format: string): Promise<void> {
  const { hub, defaults } = own
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', defaults.feedId).execute(),
  )
}

async function told<D extends ActivityDataset>(dataset: D): Promise<ActivityFacts[D][]> {
  const { hub, defaults } = own
  const facts: ActivityFacts[D][] = []
  const question = { people: null, accountFields: [], profileFields: [], cohorts: false }
  const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const source = new EmbeddedActivity(hub.store, defaults.organisationId, defaults.siteId)
  for await (const batch of source.activity(dataset, { ...question, ...ever })) facts.push(...batch)
  return facts.sort((one, other) => (one.key < other.key ? -1 : 1))
}
