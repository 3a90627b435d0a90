import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HistoryWishes, history } from '../../src/inbound/history.ts'
import { refused } from '../support/refused.ts'
import { importFiles, TEST_TIME, testHub } from './test-hub.ts'

const USER_HEADER = 'action,username,password,firstname,lastname,email,city,idnumber\n'
const ANN = 'create,ann,Secret!23,Ann,Archer,ann@example.org,Cork,1\n'
const BOB = 'create,bob,Secret!23,Bob,Baker,bob@example.org,Cork,2\n'
const ENROLMENT_HEADER = 'action,username,context,instance,role,group,status\n'

let engine: Awaited<ReturnType<typeof testHub>>
let runs: number[]

beforeAll(async () => {
  engine = await testHub()
  const settings = { createGroupsAndGroupings: true }
  const send = (files: Record<string, string>) =>
    importFiles(
      engine,
      Object.entries(files).map(([name, content]) => ({ name, content })),
      settings,
    )
  runs = [
    await send({
      'user-1.csv': `${USER_HEADER}${ANN}${BOB}update,ann,,Anna,,,,\n`,
      'course-1.csv':
        'action,shortname,fullname,category,guest,password\ncreate,BIO,Biology,Science,1,Guest-1\ncreate,ART,Art,Arts,,\n',
      'enroll-1.csv': `${ENROLMENT_HEADER}create,ann,course,BIO,student,Lab,\ncreate,bob,course,BIO,student,,\ncreate,ann,course,ART,student,,\n`,
    }),
    await send({
      'user-2.csv': `${USER_HEADER}update,ann,Other!23x,,Baxter,,Bray,\nupdate,ann,,,,,Galway,\n`,
      'course-2.csv': 'action,shortname,fullname,category,guest,password\nupdate,BIO,Life,Arts,1,Guest-2\n',
      'enroll-2.csv': `${ENROLMENT_HEADER}update,ann,course,BIO,,,suspended\ndelete,ann,course,BIO,student,,\ncreate,ann,course,BIO,student,,\n`,
    }),
    await send({ 'course-3.csv': 'action,shortname\ndelete,ART\n' }),
    await send({ 'user-4.csv': `${USER_HEADER}update,bob,,,,,Dublin,\ndelete,bob,,,,,,\n` }),
    await send({ 'user-5.csv': `${USER_HEADER}${BOB.replace('Cork', 'Athlone')}delete,bob,,,,,,\n` }),
    await send({ 'user-6.csv': 'action,user_username,email\nupdate,ann,anna@example.org\n' }),
  ]
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('the history of a person', () => {
  test('tells every change with file, line and run, enrolments, roles and groups included', async () => {
    expect(await told('user', 'ann')).toEqual([
      'user-1.csv:2 created user "ann"',
      'user-1.csv:4 updated user "ann"',
      'enroll-1.csv:2 created enrolment of "ann" in course "BIO" (manual)',
      'enroll-1.csv:2 created role "student" of "ann" in course "BIO"',
      'enroll-1.csv:2 created membership of "ann" in group "Lab" of course "BIO"',
      'enroll-1.csv:4 created enrolment of "ann" in course "ART" (manual)',
      'enroll-1.csv:4 created role "student" of "ann" in course "ART"',
      'user-2.csv:2 updated user "ann"',
      'user-2.csv:3 updated user "ann"',
      'enroll-2.csv:2 updated enrolment of "ann" in course "BIO" (manual)',
      'enroll-2.csv:3 deleted enrolment of "ann" in course "BIO" (manual)',
      'enroll-2.csv:3 deleted role "student" of "ann" in course "BIO"',
      'enroll-2.csv:3 deleted membership of "ann" in group "Lab" of course "BIO"',
      'enroll-2.csv:4 created enrolment of "ann" in course "BIO" (manual)',
      'enroll-2.csv:4 created role "student" of "ann" in course "BIO"',
      'course-3.csv:2 deleted enrolment of "ann" in course "ART" (manual)',
      'course-3.csv:2 deleted role "student" of "ann" in course "ART"',
      'user-6.csv:2 updated user "ann"',
    ])
  })

  test('shows a creation as it was then, with later changes undone', async () => {
    const [created] = await entries('user', 'ann')
    expect(created).toMatchObject({
      at: new Date(TEST_TIME),
      run: runs[0],
      before: null,
      after: { firstname: 'Ann', lastname: 'Archer', city: 'Cork', email: 'ann@example.org' },
    })
  })

  test('shows of a change what differed, before and after', async () => {
    const updates = (await entries('user', 'ann', { own: true })).filter(({ change }) => change === 'updated')
    expect(updates.map(({ before, after }) => [before, after])).toEqual([
      [{ firstname: 'Ann' }, { firstname: 'Anna' }],
      [
        { lastname: 'Archer', city: 'Cork', password: '(set)' },
        { lastname: 'Baxter', city: 'Bray', password: '(changed)' },
      ],
      [{ city: 'Bray' }, { city: 'Galway' }],
      [{ email: 'ann@example.org' }, { email: 'anna@example.org' }],
    ])
  })

  test('shows an enrolment that ended in the chunk that changed it as it was when it ended', async () => {
    const [, update, end] = (await entries('user', 'ann')).filter(
      ({ kind, subject }) => kind === 'enrolment' && subject.includes('BIO'),
    )
    expect(update).toMatchObject({ before: { status: 'active' }, after: { status: 'suspended' } })
    expect(end).toMatchObject({
      before: { status: 'suspended', timeStart: new Date(TEST_TIME).toISOString() },
    })
  })

  test('never shows a password, or what is kept of one', async () => {
    const everything = JSON.stringify([
      await entries('user', 'ann'),
      await entries('user', 'bob', { all: true }),
      await entries('course', 'BIO'),
    ])
    const { rows } = { rows: await hashes() }
    expect(rows.length).toBeGreaterThan(0)
    for (const secret of ['Secret!23', 'Other!23x', 'Guest-1', 'Guest-2', 'passwordHash', ...rows]) {
      expect(everything).not.toContain(secret)
    }
  })

  test('is found by address, id number and a former address', async () => {
    const whole = await told('user', 'ann')
    for (const name of ['ANN', 'email:anna@example.org', 'idnumber:1', 'email:ann@example.org']) {
      expect(await told('user', name)).toEqual(whole)
    }
  })

  test('is found after the person was removed: the latest of a name, or all', async () => {
    expect(await told('user', 'bob')).toEqual([
      'user-1.csv:3 created user "bob"',
      'enroll-1.csv:3 created enrolment of "bob" in course "BIO" (manual)',
      'enroll-1.csv:3 created role "student" of "bob" in course "BIO"',
      'user-4.csv:2 updated user "bob"',
      'user-4.csv:3 deleted user "bob"',
      'user-4.csv:3 deleted enrolment of "bob" in course "BIO" (manual)',
      'user-4.csv:3 deleted role "student" of "bob" in course "BIO"',
    ])
    const removed = (await entries('user', 'bob')).find(
      ({ kind, change }) => kind === 'user' && change === 'deleted',
    )
    expect(removed!.before).toMatchObject({ city: 'Dublin' })
  })

  test('of nobody is refused', async () => {
    expect(await refused(entries('user', 'zoe'))).toMatchObject({ code: 'RB-2012' })
    expect(await refused(entries('user', 'idnumber:'))).toMatchObject({ code: 'RB-2012' })
    expect(await refused(entries('course', 'ZOO'))).toMatchObject({ code: 'RB-3004' })
  })
})

describe('the history of a course', () => {
  test('tells its changes, its groups and its people', async () => {
    expect(await told('course', 'BIO', { own: true })).toEqual([
      'course-1.csv:2 created course "BIO"',
      'enroll-1.csv:2 created group "Lab" of course "BIO"',
      'course-2.csv:2 updated course "BIO"',
    ])
    const whole = await told('course', 'BIO')
    expect(whole).toContain('enroll-1.csv:3 created enrolment of "bob" in course "BIO" (manual)')
    expect(whole).toContain('user-4.csv:3 deleted role "student" of "bob" in course "BIO"')
    expect(whole.filter((line) => line.includes('ART'))).toEqual([])
  })

  test('names categories by their paths and tells only that a guest password changed', async () => {
    const [created, , updated] = await entries('course', 'BIO', { own: true })
    expect(created!.after).toMatchObject({
      category: 'Science',
      fullname: 'Biology',
      guestAccess: { enabled: true, password: '(set)' },
    })
    expect([updated!.before, updated!.after]).toEqual([
      { fullname: 'Biology', category: 'Science', guestAccess: { enabled: true, password: '(set)' } },
      { fullname: 'Life', category: 'Arts', guestAccess: { enabled: true, password: '(changed)' } },
    ])
  })

  test('is found after the course was removed', async () => {
    expect((await told('course', 'ART', { own: true })).map((line) => line.split(' ', 2).join(' '))).toEqual([
      'course-1.csv:3 created',
      'course-3.csv:2 deleted',
    ])
  })
})

describe('a name that several have had', () => {
  test('means the one who is there first, and tells how many others there are', async () => {
    const { hub, defaults } = engine
    await importFiles(engine, [{ name: 'user-7.csv', content: USER_HEADER + BOB }])
    const tell = (wishes: HistoryWishes) =>
      hub.store.asOrganisation(defaults.organisationId, (tx) =>
        history(tx, defaults.siteId, 'user', 'bob', wishes),
      )
    const first = await tell({})
    expect(first.others).toBe(1)
    expect(first.histories.map(({ removed }) => removed)).toEqual([false])
    expect(first.histories[0]!.entries.map(({ file }) => file)).toEqual(['user-7.csv'])
    const all = await tell({ all: true })
    expect(all.others).toBe(0)
    expect(all.histories.map(({ removed }) => removed)).toEqual([false, true])
  })
})

async function entries(kind: 'user' | 'course', name: string, wishes: HistoryWishes = {}) {
  const { hub, defaults } = engine
  const { histories } = await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    history(tx, defaults.siteId, kind, name, wishes),
  )
  return histories.flatMap((one) => one.entries)
}

async function told(kind: 'user' | 'course', name: string, wishes: HistoryWishes = {}): Promise<string[]> {
  return (await entries(kind, name, wishes)).map(
    ({ file, line, change, subject }) => `${file}:${line} ${change} ${subject}`,
  )
}

async function hashes(): Promise<string[]> {
  const rows = await engine.hub.store.asHouse(({ db }) =>
    db.selectFrom('site_user').select('password_hash').execute(),
  )
  return rows.map((row) => row.password_hash)
}
