import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outcomes, resultOf } from '../run-result.ts'
import { importFiles } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHub, verifyFiles, writesIn } from './moodle-hub.ts'

let place: MoodleHub
beforeAll(async () => {
  place = await moodleHub()
})
afterAll(() => place[Symbol.asyncDispose]())

async function readAs(format: string): Promise<void> {
  await place.hub.store.asHouse(({ db }) =>
    db.updateTable('feed').set({ format }).where('id', '=', place.defaults.feedId).execute(),
  )
}

test('further fields of users are written to the server, and what it is not told of is left out', async () => {
  await readAs('moodle-upload-users')
  const settings = { uploadType: 'addUpdate', updateType: 'file' }
  const { site } = place.standIn.installation
  const file = (phone: string, middle: string, stop = '') => [
    {
      name: 'user.csv',
      content: `username,firstname,lastname,email,phone1,middlename,interests,emailstop\nann,Ann,Lee,ann@x.org,${phone},${middle},"chess,go",${stop}\n`,
    },
  ]
  const send = async (...cells: Parameters<typeof file>) => {
    const { log } = await resultOf(place, await importFiles(place, file(...cells), settings))
    return log.map(({ outcome, code }) => [outcome, code])
  }
  const fields = () => site.users.get(site.usernames.get('ann')!)!.fields
  expect(await send('01', 'Mary', '1')).toEqual([['created', 'RB-2409']])
  expect(fields()).toMatchObject({ phone1: '01', middlename: 'Mary', interests: 'chess, go' })
  expect(fields()).not.toHaveProperty('emailstop')

  expect(await send('02', 'Mary')).toEqual([['updated', null]])
  expect(await send('', '')).toEqual([['updated', null]])
  expect(fields()).toMatchObject({ phone1: '', middlename: '' })

  // Nobody tells whether it is there, so it is sent.
  await send('03', '')
  const before = place.standIn.calls.length
  const runId = await verifyFiles(place, file('03', 'Ann'), settings)
  expect(outcomes(await resultOf(place, runId))).toEqual(['updated'])
  expect(writesIn(callsSince(place, before))).toEqual(['core_user_update_users'])
  expect(fields()).toMatchObject({ phone1: '03', middlename: 'Ann' })
})

test('further fields of courses are written to the server where it takes them', async () => {
  await readAs('moodle-upload-courses')
  const settings = { mode: 'createOrUpdate', updateMode: 'dataOnly', defaults: { category: 'Arts' } }
  const { site } = place.standIn.installation
  site.categories.insert({ name: 'Arts', parent: 0, idnumber: '', description: '' })
  const send = async (groupmode: string, tags: string) => {
    const content = `shortname,fullname,groupmode,enablecompletion,tags\nART,Art,${groupmode},1,${tags}\n`
    const { log } = await resultOf(place, await importFiles(place, [{ name: 'c.csv', content }], settings))
    return log.map(({ outcome, code }) => [outcome, code])
  }
  const fields = () => site.courses.find(({ shortname }) => shortname === 'ART')!.fields
  expect(await send('1', 'life')).toEqual([['created', 'RB-2409']])
  expect(fields()).toMatchObject({ groupmode: 1, enablecompletion: 1 })
  expect(fields()).not.toHaveProperty('tags')
  expect(await send('2', '')).toEqual([['updated', null]])
  expect(fields()).toMatchObject({ groupmode: 2 })
  expect(await send('2', 'other')).toEqual([['unchanged', 'RB-2409']])
})

test('the enrolment key of a group is written to the server, and only that it is set is kept', async () => {
  await readAs('moodle-groups')
  const content = 'groupname,coursename,enrolmentkey\nRed,ART,s3cret\nBlue,ART,\n'
  const runId = await importFiles(place, [{ name: 'groups.csv', content }])
  expect(outcomes(await resultOf(place, runId))).toEqual(['created', 'created'])
  const { site } = place.standIn.installation
  expect(site.groups.filter(() => true).map(({ name, enrolmentkey }) => [name, enrolmentkey])).toEqual([
    ['Red', 's3cret'],
    ['Blue', undefined],
  ])
  const { rows } = await place.hub.store.asHouse(({ db }) =>
    sql<{ after: object }>`select after from history where kind = 'group' order by id`.execute(db),
  )
  expect(rows.map(({ after }) => after)).toMatchObject([{ passwordHash: 'set' }, { passwordHash: '' }])
})
