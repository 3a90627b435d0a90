import { afterEach, beforeEach, expect, test } from 'vitest'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { ADMIN_TOKEN } from '../../moodle-stand-in/stand-in.ts'
import { resultOf } from '../run-result.ts'
import { importFiles, type Sent, send } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHub, writesIn } from './moodle-hub.ts'
import { siteContent } from './site-content.ts'

let place: MoodleHub
beforeEach(async () => {
  place = await moodleHub()
})
afterEach(() => place[Symbol.asyncDispose]())

const PEOPLE = ['ann', 'bob', 'cyd']
const FILES: readonly Sent[] = [
  {
    name: 'user.csv',
    content: [
      'action,username,password,firstname,lastname,email,city',
      ...PEOPLE.map((name) => `create,${name},Passw0rd!${name},First,Last,${name}@example.org,Leeds`),
    ].join('\n'),
  },
  {
    name: 'course.csv',
    content: [
      'action,shortname,fullname,category',
      'create,BIO,Biology,Science/Life',
      'create,CHEM,Chemistry,Science/Matter',
    ].join('\n'),
  },
  {
    name: 'enroll.csv',
    content: [
      'action,username,context,instance,role,group,grouping',
      'create,ann,course,BIO,editingteacher,Monday,Days',
      'create,bob,course,BIO,student,Monday,Days',
      'create,bob,course,BIO,teacher,Tuesday,',
      'create,cyd,course,CHEM,student,,',
      'create,ann,system,,manager,,',
    ].join('\n'),
  },
]
const SETTINGS = { createGroupsAndGroupings: true }

async function log(files: readonly Sent[]) {
  const { log } = await resultOf(place, await importFiles(place, files, SETTINGS))
  return log.map(({ outcome, code }) => [outcome, code])
}

function enrolments(...rows: string[]): Sent[] {
  return [{ name: 'enroll.csv', content: ['action,username,context,instance,role', ...rows].join('\n') }]
}

test('courses with their categories, enrolments, roles and groups are on the server', async () => {
  expect(await log(FILES)).toEqual([
    ...PEOPLE.map(() => ['created', null]),
    ['created', null],
    ['created', null],
    ['enrolled', null],
    ['enrolled', null],
    ['roleAssigned', null],
    ['enrolled', null],
    // Nobody can tell whether the role was held in the system before.
    ['roleAssigned', 'RB-9076'],
  ])
  const site = siteContent(place.standIn)
  expect(site.categories).toEqual(['/Category 1', '/Science', '/Science/Life', '/Science/Matter'])
  expect(site.courses).toMatchObject([
    ['BIO', 'Biology', '/Science/Life'],
    ['CHEM', 'Chemistry', '/Science/Matter'],
    ['site', 'Example Site', ''],
  ])
  expect(site.enrolments.map(([who, where]) => `${who} ${where}`)).toEqual(['ann BIO', 'bob BIO', 'cyd CHEM'])
  expect(site.roles.map((role) => role.join(' '))).toEqual([
    '1 ann system ',
    '3 ann course BIO',
    '4 bob course BIO',
    '5 bob course BIO',
    '5 cyd course CHEM',
  ])
  expect(site.members).toEqual([
    ['BIO/Monday', 'ann'],
    ['BIO/Monday', 'bob'],
    ['BIO/Tuesday', 'bob'],
  ])
  expect(site.links).toEqual([['Days', 'BIO/Monday']])
})

test('all files sent again unchanged make no call at all', async () => {
  await log(FILES)
  const before = place.standIn.calls.length
  expect(new Set((await log(FILES)).map(([outcome]) => outcome))).toEqual(new Set(['unchanged']))
  expect(callsSince(place, before)).toEqual([])
})

test('courses are made one call at a time: each call numbers all courses anew', async () => {
  await using slow = await moodleHub({ callMs: 20 })
  const rows = Array.from({ length: 45 }, (_, i) => `create,C${i},Course ${i},Category ${i % 3}`)
  await importFiles(slow, [
    { name: 'course.csv', content: ['action,shortname,fullname,category', ...rows].join('\n') },
  ])
  const making = slow.standIn.calls.filter(({ name }) => name === 'core_course_create_courses')
  expect(making.length).toBeGreaterThan(2)
  for (const [at, { begun }] of making.slice(1).entries()) expect(making[at]!.ended).toBeLessThan(begun)
})

test('somebody whom another method brought there stays, and the record says so', async () => {
  await log(FILES)
  const { site } = place.standIn.installation
  const userid = site.usernames.get('cyd')!
  const courseid = site.courses.find(({ shortname }) => shortname === 'CHEM')!.id
  const cohort = { userid, courseid, status: 0 as const, timestart: 0, timeend: 0, method: 'cohort' }
  site.otherEnrolments.set(`${userid}:${courseid}:cohort`, cohort)
  expect(
    await log(enrolments('delete,cyd,course,CHEM,student', 'delete,ann,course,BIO,editingteacher')),
  ).toEqual([
    ['rejected', 'RB-9068'],
    ['unenrolled', null],
  ])
  expect(siteContent(place.standIn).members).toEqual([
    ['BIO/Monday', 'bob'],
    ['BIO/Tuesday', 'bob'],
  ])
})

test('when enrolling is refused, nothing of the record is said to be done', async () => {
  await log(FILES)
  const { site } = place.standIn.installation
  const course = site.courses.find(({ shortname }) => shortname === 'CHEM')!
  // As if the method had been switched off since the run asked for the course.
  const standIn = place.standIn
  standIn.breakDown((_, name) => {
    if (name === 'core_enrol_get_enrolled_users') site.courses.update(course.id, { manual: false })
    return null
  })
  expect(await log(enrolments('create,ann,course,CHEM,student', 'create,ann,course,BIO,student'))).toEqual([
    ['rejected', 'RB-9025'],
    ['roleAssigned', null],
  ])
  expect(siteContent(standIn).roles.map((role) => role.join(' '))).not.toContain('5 ann course CHEM')
})

test('a group that is refused leaves the enrolment, with the reason beside it, and the record is tried again', async () => {
  await log(FILES)
  place.standIn.installation.accounts.set(ADMIN_TOKEN, {
    userId: 2,
    capabilities: new Set([
      'moodle/user:viewdetails',
      'moodle/user:viewalldetails',
      'moodle/site:viewfullnames',
      'moodle/site:viewuseridentity',
      'moodle/course:view',
      'moodle/course:viewparticipants',
      'enrol/manual:enrol',
      'moodle/role:assign',
    ]),
    functions: 'all',
  })
  const file: Sent[] = [
    {
      name: 'enroll.csv',
      content: 'action,username,context,instance,role,group\ncreate,cyd,course,BIO,student,Monday\n',
    },
  ]
  expect(await log(file)).toEqual([['enrolled', 'RB-9024']])
  const enrolled = siteContent(place.standIn).enrolments.map(([who, where]) => `${who} ${where}`)
  expect(enrolled).toContain('cyd BIO')
  const before = place.standIn.calls.length
  expect(await log(file)).toEqual([['rejected', 'RB-9024']])
  expect(writesIn(callsSince(place, before))).toEqual(['core_group_create_groups'])
})

test('what one chunk wrote into a course, the next one knows', async () => {
  await log(FILES.slice(0, 2))
  const rows = [
    'create,ann,course,BIO,student',
    'create,bob,course,BIO,student',
    'create,ann,course,BIO,teacher',
  ]
  const again = [
    'create,ann,course,BIO,student',
    'delete,bob,course,BIO,student',
    'create,bob,course,BIO,teacher',
  ]
  const { hub, defaults } = place
  const runId = await send(place, enrolments(...rows, ...again))
  await executeRun(hub, defaults.organisationId, runId, () => undefined, 1)
  const { log: told } = await resultOf(place, runId)
  expect(told.map(({ outcome }) => outcome)).toEqual([
    'enrolled',
    'enrolled',
    'roleAssigned',
    'unchanged',
    'unenrolled',
    'enrolled',
  ])
  const asked = place.standIn.calls.filter(({ name }) => name === 'core_enrol_get_enrolled_users')
  // Once for the run, and once more to see that the enrolment has ended.
  expect(asked).toHaveLength(3)
})
