import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setProfileFields } from '../../src/config/profile-fields.ts'
import { showCourses } from '../../src/inbound/show-course.ts'
import { showEnrolments } from '../../src/inbound/show-enrolments.ts'
import { showUsers } from '../../src/inbound/show-user.ts'
import { refused } from '../support/refused.ts'
import { anotherOrganisation, importFiles, TEST_TIME, testHub } from './test-hub.ts'

let engine: Awaited<ReturnType<typeof testHub>>

beforeAll(async () => {
  engine = await testHub()
  const { hub, defaults } = engine
  await hub.store.asOrganisation(defaults.organisationId, (tx) =>
    setProfileFields(tx, defaults.siteId, [
      { shortname: 'badge', name: 'Badge', type: 'menu', options: ['blue', 'red'], default: 'blue' },
      { shortname: 'note', name: 'Note', type: 'text' },
    ]),
  )
  const user =
    'action,username,password,firstname,lastname,email,city,idnumber,profile_field_note\n' +
    'create,ann,Secret!23,Ann,Archer,ann@example.org,Cork,1,early bird\n' +
    'create,bob,Secret!23,Bob,Baker,bob@example.org,Cork,2,\n' +
    'create,cyd,Secret!23,Cyd,Carter,cyd@example.org,Cork,3,\n' +
    'delete,cyd,,,,,,,\n'
  const course =
    'action,shortname,fullname,category,guest,password\n' +
    'create,BIO,Biology,Science/Life,1,Guest-1\ncreate,ART,Art,Arts,,\n'
  const enrolment =
    'action,username,context,instance,role,group,grouping,status\n' +
    'create,ann,course,BIO,student,Lab B,Labs,\n' +
    'create,ann,course,BIO,teacher,Lab A,Labs,\n' +
    'create,ann,course,ART,student,,,suspended\n' +
    'create,bob,course,BIO,student,,,\n' +
    'create,bob,system,,manager,,,\n' +
    'create,bob,coursecat,Life,manager,,,\n'
  await importFiles(
    engine,
    [
      { name: 'user.csv', content: user },
      { name: 'course.csv', content: course },
      { name: 'enroll.csv', content: enrolment },
    ],
    { createGroupsAndGroupings: true },
  )
  // Removed in a later run than made, so that a remainder stays.
  await importFiles(engine, [
    {
      name: 'a.csv',
      content: user
        .split('\n')
        .filter((_, at) => at === 0 || at === 3)
        .join('\n'),
    },
  ])
  await importFiles(engine, [{ name: 'b.csv', content: 'action,username\ndelete,cyd\n' }])
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('a person', () => {
  test('is shown with profile, enrolments and roles', async () => {
    const [ann] = await users('Ann')
    expect(ann).toMatchObject({ username: 'ann', city: 'Cork', removed: false, passwordSet: true, roles: [] })
    expect(ann!.profile).toEqual([
      { shortname: 'badge', name: 'Badge', type: 'menu', value: 'blue', isDefault: true },
      { shortname: 'note', name: 'Note', type: 'text', value: 'early bird', isDefault: false },
    ])
    expect(ann!.enrolments).toEqual([
      {
        course: 'ART',
        method: 'manual',
        status: 'suspended',
        timeStart: new Date(TEST_TIME),
        timeEnd: null,
        roles: ['student'],
        groups: [],
      },
      {
        course: 'BIO',
        method: 'manual',
        status: 'active',
        timeStart: new Date(TEST_TIME),
        timeEnd: null,
        roles: ['teacher', 'student'],
        groups: ['Lab A', 'Lab B'],
      },
    ])
  })

  test('is shown with the roles that they have outside of courses', async () => {
    const [bob] = await users('email:bob@example.org')
    expect(bob!.roles).toEqual([
      { role: 'manager', context: 'coursecat', instance: 'Science/Life' },
      { role: 'manager', context: 'system', instance: '' },
    ])
  })

  test('is shown without the password and without what is kept of it', async () => {
    const { password_hash } = await engine.hub.store.asHouse(({ db }) =>
      db
        .selectFrom('site_user')
        .select('password_hash')
        .where('username', '=', 'ann')
        .executeTakeFirstOrThrow(),
    )
    expect(password_hash).not.toBe('')
    const shown = JSON.stringify(await users('ann'))
    for (const secret of ['Secret!23', 'passwordHash', password_hash]) expect(shown).not.toContain(secret)
  })

  test('who was removed is shown as what is left of them', async () => {
    expect(await users('cyd')).toMatchObject([{ username: 'cyd', removed: true, enrolments: [] }])
  })

  test('of another organisation is not shown', async () => {
    const other = await anotherOrganisation(engine.hub.store, 'other')
    const theirs = engine.hub.store.asOrganisation(other.organisationId, (tx) =>
      showUsers(tx, engine.defaults.siteId, 'ann'),
    )
    expect(await refused(theirs)).toMatchObject({ code: 'RB-2012' })
  })
})

describe('a course', () => {
  test('is shown with its path, counts, groups and groupings, and without the guests password', async () => {
    const [bio] = await inOrganisation((tx) => showCourses(tx, engine.defaults.siteId, 'BIO'))
    expect(bio).toMatchObject({
      fullname: 'Biology',
      category: 'Science/Life',
      guestAccess: { enabled: true, passwordSet: true },
      enrolments: { active: 2, suspended: 0 },
      roles: { teacher: 1, student: 2 },
      groups: [
        { name: 'Lab A', members: 1 },
        { name: 'Lab B', members: 1 },
      ],
      groupings: [{ name: 'Labs', groups: ['Lab A', 'Lab B'] }],
      activities: [],
    })
    expect(JSON.stringify(bio)).not.toContain('Guest-1')
  })

  test('that is not there is refused', async () => {
    const shown = inOrganisation((tx) => showCourses(tx, engine.defaults.siteId, 'bio'))
    expect(await refused(shown)).toMatchObject({ code: 'RB-3004' })
  })
})

describe('enrolments', () => {
  test('are shown of a person, of a course, or of both', async () => {
    expect(await enrolments({ user: 'ann' })).toEqual(['BIO ann', 'ART ann'])
    expect(await enrolments({ course: 'BIO' })).toEqual(['BIO ann', 'BIO bob'])
    expect(await enrolments({ user: 'idnumber:1', course: 'ART' })).toEqual(['ART ann'])
    expect(await enrolments({ user: 'cyd' })).toEqual([])
  })

  test('of more people than a page holds are all shown', async () => {
    const rows = Array.from({ length: 1001 }, (_, at) => at + 1)
    await importFiles(engine, [
      {
        name: 'many-users.csv',
        content: `action,username,password,firstname,lastname,email,city\n${rows
          .map((n) => `create,p${n},Secret!23,P,Q,p${n}@example.org,Cork\n`)
          .join('')}`,
      },
      {
        name: 'many.csv',
        content: `action,username,context,instance,role\n${rows.map((n) => `create,p${n},course,ART,student\n`).join('')}`,
      },
    ])
    const shown = await enrolments({ course: 'ART' })
    expect(shown).toHaveLength(1002)
    expect(new Set(shown).size).toBe(1002)
  })
})

function users(name: string) {
  return inOrganisation((tx) => showUsers(tx, engine.defaults.siteId, name))
}

async function enrolments(of: { user?: string; course?: string }): Promise<string[]> {
  const { hub, defaults } = engine
  const rows = await Array.fromAsync(showEnrolments(hub, defaults.organisationId, defaults.siteId, of))
  return rows.map(({ course, username }) => `${course} ${username}`)
}

function inOrganisation<T>(work: Parameters<typeof engine.hub.store.asOrganisation<T>>[1]): Promise<T> {
  return engine.hub.store.asOrganisation(engine.defaults.organisationId, work)
}
