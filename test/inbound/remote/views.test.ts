import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { viewCourses, viewEnrolments, viewHistory, viewUsers } from '../../../src/inbound/views.ts'
import { refused } from '../../support/refused.ts'
import { importFiles, type Sent } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHub, writesIn } from './moodle-hub.ts'

let place: MoodleHub
beforeAll(async () => {
  place = await moodleHub()
  await importFiles(place, FIRST, { createGroupsAndGroupings: true })
  await importFiles(place, SECOND)
})
afterAll(() => place[Symbol.asyncDispose]())

const FIRST: readonly Sent[] = [
  {
    name: 'user.csv',
    content: [
      'action,username,password,firstname,lastname,email,city',
      'create,ann,Passw0rd!a,Ann,Lee,ann@example.org,Leeds',
      'create,bob,Passw0rd!b,Bob,Ray,bob@example.org,York',
      'create,cyd,Passw0rd!c,Cyd,Moss,cyd@example.org,Hull',
    ].join('\n'),
  },
  {
    name: 'course.csv',
    content:
      'action,shortname,fullname,category\ncreate,BIO,Biology,Science/Life\ncreate,CHEM,Chemistry,Science\n',
  },
  {
    name: 'enroll.csv',
    content: [
      'action,username,context,instance,role,group',
      'create,ann,course,BIO,student,Monday',
      'create,ann,course,CHEM,student,',
      'create,bob,course,BIO,editingteacher,',
    ].join('\n'),
  },
]
const SECOND: readonly Sent[] = [
  {
    name: 'user.csv',
    content: 'action,username,city\nupdate,ann,Bath\ndelete,cyd,\n',
  },
  {
    name: 'enroll.csv',
    content: [
      'action,username,context,instance,role,enrolmenttime,completetime,status',
      'update,ann,course,CHEM,,1/1/2026,12/31/2026,suspended',
      'delete,bob,course,BIO,editingteacher,,,',
    ].join('\n'),
  },
]

function at() {
  const { hub, defaults } = place
  return [hub, defaults.organisationId, defaults.siteId] as const
}

describe('of a site on a server of its own', () => {
  test('a person is shown as the server has them, and nothing that it does not tell', async () => {
    const [ann, ...others] = await viewUsers(...at(), 'email:ann@example.org')
    expect(others).toEqual([])
    expect(ann).toMatchObject({ username: 'ann', city: 'Bath', removed: false, passwordSet: null, roles: [] })
    expect(Object.keys(ann!)).not.toContain('maildigest')
    const common = { method: 'unknown', timeStart: null, timeEnd: null, roles: ['student'] }
    expect(ann!.enrolments).toEqual([
      { ...common, course: 'BIO', status: 'active', groups: ['Monday'] },
      { ...common, course: 'CHEM', status: 'suspended', groups: [] },
    ])
    expect((await refused(viewUsers(...at(), 'cyd'))).code).toBe('RB-2012')
  })

  test('a course is shown with its people and groups', async () => {
    const [bio] = await viewCourses(...at(), 'BIO')
    expect(bio).toMatchObject({
      shortname: 'BIO',
      fullname: 'Biology',
      category: 'Science/Life',
      enrolments: { active: 1, suspended: 0 },
      roles: { student: 1 },
      groups: [{ name: 'Monday', members: 1 }],
    })
    expect((await refused(viewCourses(...at(), 'PHYS'))).code).toBe('RB-3004')
  })

  test('enrolments are listed by course, by person, and by both', async () => {
    const list = async (of: { user?: string; course?: string }) =>
      (await Array.fromAsync(viewEnrolments(...at(), of))).map(({ username, course, status }) => [
        username,
        course,
        status,
      ])
    expect(await list({ course: 'BIO' })).toEqual([['ann', 'BIO', 'active']])
    expect(await list({ user: 'ann' })).toEqual([
      ['ann', 'BIO', 'active'],
      ['ann', 'CHEM', 'suspended'],
    ])
    expect(await list({ user: 'ann', course: 'CHEM' })).toEqual([['ann', 'CHEM', 'suspended']])
    expect(await list({ user: 'bob' })).toEqual([])
  })

  test('the history of a person tells what the hub did, with line and file, by the names of the server', async () => {
    const { histories, others } = await viewHistory(...at(), 'user', 'ann', {})
    expect(others).toBe(0)
    expect(histories[0]!.removed).toBe(false)
    expect(
      histories[0]!.entries.map(({ run, file, line, change, subject }) => [run, file, line, change, subject]),
    ).toEqual([
      [1, 'user.csv', 2, 'created', 'user "ann"'],
      [1, 'enroll.csv', 2, 'created', 'enrolment of "ann" in course "BIO" (manual)'],
      [1, 'enroll.csv', 2, 'created', 'role "student" of "ann" in course "BIO"'],
      [1, 'enroll.csv', 2, 'created', 'membership of "ann" in group "Monday" of course "BIO"'],
      [1, 'enroll.csv', 3, 'created', 'enrolment of "ann" in course "CHEM" (manual)'],
      [1, 'enroll.csv', 3, 'created', 'role "student" of "ann" in course "CHEM"'],
      [2, 'user.csv', 2, 'updated', 'user "ann"'],
      [2, 'enroll.csv', 2, 'updated', 'enrolment of "ann" in course "CHEM" (manual)'],
    ])
    expect(histories[0]!.entries[6]).toMatchObject({ before: { city: 'Leeds' }, after: { city: 'Bath' } })
    expect(JSON.stringify(histories)).not.toContain('Passw0rd!')
  })

  test('the history knows who was removed, and who went without the hub', async () => {
    const removed = await viewHistory(...at(), 'user', 'cyd', {})
    expect(removed.histories[0]).toMatchObject({
      removed: true,
      entries: [{ change: 'created' }, { change: 'deleted', line: 3 }],
    })
    const { site } = place.standIn.installation
    const bob = site.usernames.get('bob')!
    site.changeUser(bob, { username: 'robert' })
    const renamed = await viewHistory(...at(), 'user', 'bob', { own: true })
    expect(renamed.histories[0]).toMatchObject({ removed: false, entries: [{ change: 'created' }] })
    expect((await refused(viewHistory(...at(), 'user', 'nobody', {}))).code).toBe('RB-2012')
  })

  test('the history of a course tells who came and went', async () => {
    const { histories } = await viewHistory(...at(), 'course', 'BIO', {})
    expect(histories[0]!.entries.map(({ change, subject }) => `${change} ${subject}`)).toContain(
      'deleted role "editingteacher" of "robert" in course "BIO"',
    )
  })

  test('nothing is written by looking', async () => {
    const before = place.standIn.calls.length
    await viewUsers(...at(), 'ann')
    await viewHistory(...at(), 'course', 'CHEM', {})
    const calls = callsSince(place, before)
    expect(calls.length).toBeGreaterThan(0)
    expect(writesIn(calls)).toEqual([])
  })
})
