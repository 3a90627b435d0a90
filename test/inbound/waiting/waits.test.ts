import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listRuns } from '../../../src/inbound/read-runs.ts'
import { rejects } from '../../../src/inbound/rejects.ts'
import { listWaiting } from '../../../src/inbound/waiting/read-waiting.ts'
import { resultOf } from '../run-result.ts'
import { importFiles, TEST_TIME, type TestHub, testHub } from '../test-hub.ts'
import { courses, DAY, enrolled, enrolments, told, users, waiting, waitingHub } from './waiting-hub.ts'

const WEEK = { waitFor: '7d' }
const FROM_RUN = /, waiting since run \d+/

let statements: string[] = []
let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub({ onStatement: (sql) => void statements.push(sql) })
})
afterAll(() => home[Symbol.asyncDispose]())

const newHub = () => waitingHub(home)

async function say(own: TestHub, ...[files, settings = WEEK, kind]: SayParameters): Promise<string[]> {
  const lines = await told(own, await importFiles(own, files, settings, kind))
  return lines.map((line) => line.replace(FROM_RUN, '*'))
}
type SayParameters = [files: Parameters<typeof importFiles>[1], settings?: object, kind?: 'import' | 'plan']

describe('an enrolment whose user or course is not there', () => {
  test('waits, is tried again by later runs of its feed, and is carried out when both have come', async () => {
    const own = await newHub()
    expect(await say(own, [enrolments('create,ann,BIO,student,a')])).toEqual(['enroll.csv:2 waiting RB-2012'])
    expect(await say(own, [users('ann')])).toEqual(['user.csv:2 created', 'enroll.csv*:2 waiting RB-4003'])
    expect(await waiting(own)).toEqual(['enroll.csv:2 RB-4003'])
    const settings = { ...WEEK, createGroupsAndGroupings: true }
    expect(await say(own, [courses('BIO')], settings)).toEqual([
      'course.csv:2 created',
      'enroll.csv*:2 enrolled',
    ])
    expect(await enrolled(own)).toEqual(['ann BIO active student [a]'])
    expect(await waiting(own)).toEqual([])
    expect(await say(own, [enrolments('create,ann,BIO,student,a')], settings)).toEqual([
      'enroll.csv:2 unchanged RB-2018',
    ])
  })

  test('is rejected as long as the feed does not say that it waits', async () => {
    const own = await newHub()
    expect(await say(own, [enrolments('create,ann,BIO')], {})).toEqual(['enroll.csv:2 rejected RB-2012'])
    expect(await say(own, [users('ann'), courses('BIO')])).toHaveLength(2)
    expect(await enrolled(own)).toEqual([])
  })

  test('does not wait in the run that brings what it needs', async () => {
    const own = await newHub()
    const lines = await say(own, [enrolments('create,ann,BIO'), users('ann'), courses('BIO')])
    expect(lines.filter((line) => line.includes('waiting'))).toEqual([])
  })

  test('does not wait when it is refused for another reason, or takes something away', async () => {
    const own = await newHub()
    expect(await say(own, [enrolments('create,ann,BIO,nobody', 'delete,bob,BIO', 'create,,BIO')])).toEqual([
      'enroll.csv:2 rejected RB-4001',
      'enroll.csv:3 rejected RB-2012',
      'enroll.csv:4 rejected RB-2001',
    ])
    expect(await waiting(own)).toEqual([])
  })

  test('may be about a role in a category or in the system, or one that cannot be given over a user', async () => {
    const own = await newHub()
    const rows = [
      'create,ann,coursecat,Science,manager',
      'create,bob,user,ann,manager',
      'create,cyd,system,,manager',
    ]
    const file = {
      name: 'enroll.csv',
      content: ['action,username,context,instance,role', ...rows, ''].join('\n'),
    }
    expect((await say(own, [file])).filter((line) => line.includes(' waiting '))).toHaveLength(3)
    expect((await say(own, [users('ann', 'bob', 'cyd'), courses('BIO')])).slice(-3)).toEqual([
      'enroll.csv*:2 roleAssigned',
      'enroll.csv*:3 rejected RB-4005',
      'enroll.csv*:4 roleAssigned',
    ])
    expect(await waiting(own)).toEqual([])
  })

  test('is listed with its reason, its file and line, since when and until when', async () => {
    const own = await newHub()
    await say(own, [enrolments('create,ann,BIO')])
    own.clock.days = 2
    await say(own, [enrolments('create,bob,BIO')])
    const { organisationId, feedId } = own.defaults
    const found = await own.hub.store.asOrganisation(organisationId, (tx) =>
      listWaiting(tx, organisationId, { feedId }),
    )
    expect(found).toEqual(
      [0, 2].map((days, at) => ({
        feed: 'default',
        run: expect.any(Number),
        file: 'enroll.csv',
        line: 2,
        subject: `user "${at === 0 ? 'ann' : 'bob'}", role "student" in course "BIO"`,
        since: new Date(TEST_TIME + days * DAY),
        until: new Date(TEST_TIME + (days + 7) * DAY),
        code: 'RB-2012',
        message: `No user has the username "${at === 0 ? 'ann' : 'bob'}"`,
      })),
    )
    const [run] = await own.hub.store.asOrganisation(organisationId, (tx) =>
      listRuns(tx, { feedId, limit: 1 }),
    )
    expect(run).toMatchObject({ records: 2, counts: { waiting: 2 }, state: 'succeeded' })
  })
})

describe('a record that waited as long as its feed lets it', () => {
  test('is rejected by the run that notices, and comes back in the layout in which it was sent', async () => {
    const own = await newHub()
    await importFiles(
      own,
      [
        {
          name: 'enroll.csv',
          content: 'role,instance,context,username,action\r\nstudent,BIO,course,ann,create\r\n',
        },
      ],
      WEEK,
    )
    own.clock.days = 7
    const runId = await importFiles(own, [users('ann'), courses('BIO')], WEEK)
    expect((await told(own, runId)).at(-1)).toMatch(/^enroll\.csv, waiting since run \d+:2 rejected RB-5070$/)
    expect(await enrolled(own)).toEqual([])
    expect(await waiting(own)).toEqual([])
    const parts: string[] = []
    for await (const bytes of rejects(own.hub, own.defaults.organisationId, runId, 3)) {
      parts.push(new TextDecoder().decode(bytes))
    }
    expect(parts.join('').split('\r\n')).toEqual([
      expect.stringMatching(/^role,instance,context,username,action,/),
      expect.stringMatching(
        /^student,BIO,course,ann,create,2,RB-5070,"?It waited from 2026-09-01T06:00:00.000Z until /,
      ),
      '',
    ])
    expect(await say(own, [enrolments('create,bob,BIO')])).toEqual(['enroll.csv:2 waiting RB-2012'])
  })

  test('has waited since it was first sent, however often it is sent', async () => {
    const own = await newHub()
    const sent = enrolments('create,ann,BIO')
    const seen: string[][] = []
    for (own.clock.days = 0; own.clock.days <= 8; own.clock.days += 4) seen.push(await say(own, [sent]))
    expect(seen).toEqual([
      ['enroll.csv:2 waiting RB-2012'],
      ['enroll.csv:2 waiting RB-2012', 'enroll.csv*:2 waiting RB-2012'],
      // It is said that it expired; from now on it waits anew.
      ['enroll.csv:2 waiting RB-2012', 'enroll.csv*:2 rejected RB-5070'],
    ])
    own.clock.days = 14
    expect(await say(own, [users('ann'), courses('BIO')])).toContain('enroll.csv*:2 enrolled')
  })

  test('is rejected at once when its feed lets nothing wait any more', async () => {
    const own = await newHub()
    await say(own, [enrolments('create,ann,BIO')])
    expect(await say(own, [courses('BIO')], {})).toEqual([
      'course.csv:2 created',
      'enroll.csv*:2 rejected RB-2012',
    ])
    expect(await waiting(own)).toEqual([])
  })
})

describe('a later record about the same person, place and role', () => {
  test.each([
    ['waits instead', 'create,ann,BIO,student,b', ['ann BIO active student [b]']],
    ['ends the waiting when it takes away what never was there', 'delete,ann,BIO', []],
    ['changes nothing when it is refused', 'create,ann,BIO,student,"', ['ann BIO active student [a]']],
  ])('%s', async (_, later, expected) => {
    const own = await newHub()
    const settings = { ...WEEK, createGroupsAndGroupings: true }
    await say(own, [enrolments('create,ann,BIO,student,a')], settings)
    await say(own, [enrolments(later)], settings)
    await say(own, [users('ann'), courses('BIO')], settings)
    expect(await enrolled(own)).toEqual(expected)
    expect(await waiting(own)).toEqual([])
  })

  test('of the same file counts, and both are told as waiting', async () => {
    const own = await newHub()
    const settings = { ...WEEK, createGroupsAndGroupings: true }
    const rows = ['create,ann,BIO,student,a', 'create,bob,BIO', 'create,ann,BIO,student,b', 'delete,bob,BIO']
    expect(await say(own, [enrolments(...rows)], settings)).toEqual([
      'enroll.csv:2 waiting RB-2012',
      'enroll.csv:3 waiting RB-2012',
      'enroll.csv:4 waiting RB-2012',
      'enroll.csv:5 rejected RB-2012',
    ])
    expect(await waiting(own)).toEqual(['enroll.csv:4 RB-2012'])
  })

  test('is carried out after the one that waited', async () => {
    const own = await newHub()
    await say(own, [enrolments('create,ann,BIO')])
    const lines = await say(own, [enrolments('delete,ann,BIO'), users('ann'), courses('BIO')])
    expect(lines.filter((line) => line.startsWith('enroll'))).toEqual([
      'enroll.csv:2 unenrolled',
      'enroll.csv*:2 enrolled',
    ])
    expect(await enrolled(own)).toEqual([])
  })
})

describe('what it costs', () => {
  test('is nothing in the chunks of a feed of which nothing waits', async () => {
    const own = await newHub()
    await say(own, [users('ann'), courses('BIO')])
    statements = []
    await say(own, [enrolments('create,ann,BIO')])
    const asking = statements.filter((sql) => /waiting_record|run_waiting|plan_waiting/.test(sql))
    expect(asking.filter((sql) => !sql.includes('from "run" inner join "feed"'))).toEqual([])
    expect(asking.length).toBeGreaterThan(0)
  })

  test('is as many statements for many records as for few', async () => {
    const counts: number[] = []
    for (const size of [3, 900]) {
      const own = await newHub()
      const names = Array.from({ length: size }, (_, at) => `u${at}`)
      await say(own, [enrolments(...names.map((name) => `create,${name},BIO`))])
      statements = []
      await say(own, [enrolments(...names.map((name) => `create,${name},BIO`))])
      counts.push(statements.length)
      expect(await waiting(own)).toHaveLength(size)
    }
    expect(counts[1]).toBe(counts[0])
  })
})

test('a run whose files are all refused takes up nothing', async () => {
  const own = await newHub()
  await say(own, [enrolments('create,ann,BIO')])
  const runId = await importFiles(own, [{ name: 'user.csv', content: '' }], WEEK)
  expect(await resultOf(own, runId)).toMatchObject({ state: 'failed', log: [] })
  expect(await waiting(own)).toEqual(['enroll.csv:2 RB-2012'])
})

describe('an update of an enrolment', () => {
  const update = {
    name: 'enroll.csv',
    content: 'action,username,context,instance,role,status\nupdate,ann,course,BIO,student,suspended\n',
  }

  test('waits behind what it builds upon', async () => {
    const own = await newHub()
    await say(own, [enrolments('create,ann,BIO')])
    expect(await say(own, [update])).toEqual([
      'enroll.csv:2 waiting RB-2012',
      'enroll.csv*:2 waiting RB-2012',
    ])
    expect((await say(own, [users('ann'), courses('BIO')])).slice(2)).toEqual([
      'enroll.csv*:2 enrolled',
      'enroll.csv*:2 updated',
    ])
    expect(await enrolled(own)).toEqual(['ann BIO suspended student'])
    expect(await waiting(own)).toEqual([])
  })

  test.each([
    ['is overtaken by a later one that says all', 'create,ann,BIO', ['ann BIO active student']],
    ['ends with what it builds upon', 'delete,ann,BIO', []],
  ])('%s', async (_, later, expected) => {
    const own = await newHub()
    for (const file of [enrolments('create,ann,BIO'), update, enrolments(later)]) await say(own, [file])
    await say(own, [users('ann'), courses('BIO')])
    expect(await enrolled(own)).toEqual(expected)
    expect(await waiting(own)).toEqual([])
  })
})

test('no other organisation sees what waits, in a run or a plan neither', async () => {
  const own = await newHub()
  const other = await newHub()
  await say(own, [enrolments('create,ann,BIO')])
  await say(own, [enrolments('create,bob,BIO')], WEEK, 'plan')
  for (const [place, seen] of [
    [own, true],
    [other, false],
  ] as const) {
    const counts = await place.hub.store.asOrganisation(place.defaults.organisationId, async ({ db }) =>
      Promise.all(
        (['waiting_record', 'run_waiting', 'plan_waiting'] as const).map((table) =>
          db.selectFrom(table).selectAll().execute(),
        ),
      ),
    )
    expect(counts.map(({ length }) => length > 0)).toEqual([seen, seen, seen])
  }
})
