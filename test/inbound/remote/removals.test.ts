import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SEPARATOR } from '../../../src/domain/record-key.ts'
import { discardRun, releaseRun } from '../../../src/inbound/guard/held-runs.ts'
import { remoteSite } from '../../../src/inbound/remote/connection.ts'
import { removableOf } from '../../../src/sites/moodle/removable.ts'
import { heldRuns, outcomesOf } from '../held-site.ts'
import { resultOf } from '../run-result.ts'
import { anotherOrganisation, importFiles, type Sent, testHub } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHubOn, verifyFiles, writesIn } from './moodle-hub.ts'

let home: Awaited<ReturnType<typeof testHub>>
const open: MoodleHub[] = []
let organisations = 0
beforeAll(async () => {
  home = await testHub()
})
afterEach(async () => {
  for (const place of open.splice(0)) await place[Symbol.asyncDispose]()
})
afterAll(() => home[Symbol.asyncDispose]())

async function start(format: string): Promise<MoodleHub> {
  const { organisationId } = await anotherOrganisation(home.hub.store, `o${++organisations}`)
  const place = await moodleHubOn(home, organisationId)
  open.push(place)
  const { hub, defaults } = place
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', defaults.feedId).execute(),
  )
  return place
}

const PEOPLE = Array.from({ length: 40 }, (_, at) => `e${at}`)
/** Of forty people a fifth may go: eight. */
const SETTINGS = { missingUsers: 'suspend', removalThresholdMinPopulation: 10 }

function list(ids: readonly string[]): Sent[] {
  const rows = ids.map((id) => `u${id},${id}@example.org,First,Last,${id}`)
  return [
    {
      name: 'UserUpload.csv',
      content: ['username,email,firstname,lastname,uniqueid', ...rows, ''].join('\n'),
    },
  ]
}

function without(...gone: string[]): string[] {
  return PEOPLE.filter((id) => !gone.includes(id))
}

function suspended({ standIn }: MoodleHub): string[] {
  return standIn.installation.site.users
    .filter((user) => user.suspended && !user.deleted)
    .map(({ idnumber }) => idnumber)
}

describe('a full list for a site on a server of its own', () => {
  test('suspends whom it lacks, once, and the others stay as they are', async () => {
    const place = await start('snapshot-csv')
    await importFiles(place, list(PEOPLE), SETTINGS)
    const second = await importFiles(place, list(without('e3', 'e4')), SETTINGS)
    expect(await outcomesOf(place, second)).toEqual({ unchanged: 38, suspended: 2 })
    expect(suspended(place)).toEqual(['e3', 'e4'])

    const before = place.standIn.calls.length
    const third = await importFiles(place, list(without('e3', 'e4')), SETTINGS)
    expect(await outcomesOf(place, third)).toEqual({ unchanged: 38 })
    expect(callsSince(place, before)).toEqual([])

    const back = await importFiles(place, list(PEOPLE), SETTINGS)
    expect(await outcomesOf(place, back)).toEqual({ unchanged: 38, updated: 2 })
    expect(suspended(place)).toEqual([])
  })

  test('asks the server again about whom it removed when the run verifies', async () => {
    const place = await start('snapshot-csv')
    await importFiles(place, list(PEOPLE), SETTINGS)
    await importFiles(place, list(without('e3')), SETTINGS)
    const { site } = place.standIn.installation
    site.changeUser(site.usernames.get('ue3')!, { suspended: false })
    await importFiles(place, list(without('e3')), SETTINGS)
    expect(suspended(place)).toEqual([])
    await verifyFiles(place, list(without('e3')), SETTINGS)
    expect(suspended(place)).toEqual(['e3'])
  })

  test('lets whoever is gone from the server be', async () => {
    const place = await start('snapshot-csv')
    await importFiles(place, list(PEOPLE), SETTINGS)
    const { site } = place.standIn.installation
    site.changeUser(site.usernames.get('ue5')!, { suspended: true })
    const runId = await importFiles(place, list(without('e5', 'e6')), SETTINGS)
    expect(await outcomesOf(place, runId)).toEqual({ unchanged: 38, suspended: 1 })
    expect(suspended(place)).toEqual(['e5', 'e6'])
  })

  test('that lacks too many is held before anything is written, and released when a person says so', async () => {
    const place = await start('snapshot-csv')
    const { hub, defaults } = place
    await importFiles(place, list(PEOPLE), SETTINGS)
    const before = place.standIn.calls.length
    const runId = await importFiles(place, list(PEOPLE.slice(0, 31)), SETTINGS)
    expect((await resultOf(place, runId)).state).toBe('held')
    expect(await outcomesOf(place, runId)).toEqual({ unchanged: 31, suspended: 9 })
    expect(writesIn(callsSince(place, before))).toEqual([])
    expect(suspended(place)).toEqual([])

    const released = await releaseRun(hub, defaults.organisationId, runId)
    expect(await outcomesOf(place, released)).toEqual({ unchanged: 31, suspended: 9 })
    expect(suspended(place)).toEqual(PEOPLE.slice(31))
    expect(await heldRuns(place)).toEqual([])
  })

  test('may be applied without its removals, which wait', async () => {
    const place = await start('snapshot-csv')
    const { hub, defaults } = place
    const settings = { ...SETTINGS, onThreshold: 'holdRemovals' }
    await importFiles(place, list(PEOPLE), settings)
    const runId = await importFiles(place, list([...PEOPLE.slice(0, 31), 'new']), settings)
    expect(await outcomesOf(place, runId)).toEqual({ unchanged: 31, created: 1 })
    const [held] = await heldRuns(place)
    expect(await outcomesOf(place, held!)).toEqual({ suspended: 9 })
    await discardRun(hub, defaults.organisationId, held!)
    expect(suspended(place)).toEqual([])
  })

  test('of a part of the people removes nobody else', async () => {
    const place = await start('snapshot-csv')
    const settings = { ...SETTINGS, missingAmong: { city: 'Leeds' } }
    await importFiles(place, list(PEOPLE), settings)
    const { site } = place.standIn.installation
    const id = site.usernames.get('ue4')!
    site.changeUser(id, { fields: { ...site.liveUser(id)!.fields, city: 'Leeds' } })
    const runId = await importFiles(place, list(without('e3', 'e4')), settings)
    expect(await outcomesOf(place, runId)).toEqual({ unchanged: 38, suspended: 1 })
    expect(suspended(place)).toEqual(['e4'])
  })

  test('that lacks exactly as many as are allowed is carried out', async () => {
    const place = await start('snapshot-csv')
    await importFiles(place, list(PEOPLE), SETTINGS)
    const runId = await importFiles(place, list(PEOPLE.slice(0, 32)), SETTINGS)
    expect(await outcomesOf(place, runId)).toEqual({ unchanged: 32, suspended: 8 })
  })
})

test('what a removal could still act on is told by the server, in bulk', async () => {
  const place = await start('datahub-csv')
  const { hub, defaults, standIn } = place
  const people = Array.from({ length: 30 }, (_, at) => `p${at}`)
  await importFiles(place, [
    {
      name: 'user.csv',
      content: [
        'action,username,password,firstname,lastname,email,city,idnumber',
        ...people.map((id) => `create,u${id},changeme,First,Last,${id}@example.org,Leeds,${id}`),
      ].join('\n'),
    },
    {
      name: 'course.csv',
      content: [
        'action,shortname,fullname,category,idnumber,visible',
        'create,BIO,Biology,Science,c1,1',
        'create,CHEM,Chemistry,Science,c2,0',
      ].join('\n'),
    },
    {
      name: 'enroll.csv',
      content: [
        'action,username,context,instance,role,enrolmenttime,completetime,status',
        ...people.slice(0, 20).map((id) => `create,u${id},course,BIO,student,1/1/2026,12/31/2026,active`),
        'create,up20,course,BIO,student,1/1/2026,12/31/2026,suspended',
      ].join('\n'),
    },
  ])
  const { site } = (await remoteSite(hub, defaults.organisationId, defaults.siteId))!
  const membership = (person: string, course: string) =>
    [`i:${person}`, 'courseid', course, 'student'].join(SEPARATOR)
  const asked = [...people, 'nobody'].map((id) => membership(id, 'c1'))
  const before = standIn.calls.length
  const at = (count: number) => asked.slice(0, count)
  expect(await removableOf(site, 'enrolment', { how: 'suspend' }, asked)).toEqual(at(20))
  expect(await removableOf(site, 'enrolment', { how: 'unenrol' }, asked)).toEqual(at(21))
  expect(callsSince(place, before).length).toBeLessThan(8)
  expect(
    await removableOf(site, 'enrolment', { how: 'unenrol' }, [
      membership('p1', 'c2'),
      membership('p1', 'c3'),
    ]),
  ).toEqual([])
  expect(await removableOf(site, 'course', { how: 'hide' }, ['i:c1', 'i:c2', 'i:c3'])).toEqual(['i:c1'])
  expect(await removableOf(site, 'user', { how: 'delete' }, ['i:p1', 'i:nobody'])).toEqual(['i:p1'])
  const among = (city: string) => ({ how: 'delete', among: { city } }) as const
  expect(await removableOf(site, 'user', among('Leeds'), ['i:p1'])).toEqual(['i:p1'])
  expect(await removableOf(site, 'user', among('York'), ['i:p1'])).toEqual([])
})
