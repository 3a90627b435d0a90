import { afterEach, beforeEach, expect, test } from 'vitest'
import { outcomes, resultOf } from '../run-result.ts'
import { importFiles } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHub, writesIn } from './moodle-hub.ts'

let place: MoodleHub
beforeEach(async () => {
  place = await moodleHub()
})
afterEach(() => place[Symbol.asyncDispose]())

const PASSWORD = 'Passw0rd!x'
const USERS = [
  'action,username,password,firstname,lastname,email,idnumber,city',
  `create,ann,${PASSWORD},Ann,Lee,ann@example.org,A1,Leeds`,
  `create,bob,${PASSWORD},Bob,Ray,bob@example.org,,York`,
  'create,cyd,,Cyd,Moss,ann@example.org,,York',
  'suspend,bob,,,,,,',
].join('\n')

function people() {
  return place.standIn.installation.site.users
    .filter(({ id, deleted }) => id > 2 && !deleted)
    .map(({ username, email, suspended, fields }) => ({
      username,
      email,
      suspended,
      city: fields['city'] ?? '',
    }))
}

test('users of a file are on the server, with their outcomes', async () => {
  const runId = await importFiles(place, [{ name: 'user.csv', content: USERS }])
  const result = await resultOf(place, runId)
  expect(result).toMatchObject({ state: 'succeeded' })
  expect(outcomes(result)).toEqual(['created', 'created', 'rejected', 'suspended'])
  expect(people()).toEqual([
    { username: 'ann', email: 'ann@example.org', suspended: false, city: 'Leeds' },
    { username: 'bob', email: 'bob@example.org', suspended: true, city: 'York' },
  ])
})

test('a file sent again unchanged writes nothing and hardly asks', async () => {
  await importFiles(place, [{ name: 'user.csv', content: USERS.split('\n').slice(0, 3).join('\n') }])
  const before = place.standIn.calls.length
  const runId = await importFiles(place, [
    { name: 'user.csv', content: USERS.split('\n').slice(0, 3).join('\n') },
  ])
  expect(outcomes(await resultOf(place, runId))).toEqual(['unchanged', 'unchanged'])
  expect(callsSince(place, before)).toEqual([])
})
