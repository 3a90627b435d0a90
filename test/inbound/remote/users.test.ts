import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyPlan } from '../../../src/inbound/apply-plan.ts'
import { NEEDS } from '../../../src/transport/moodle-ws/check/needs.ts'
import { ADMIN_TOKEN } from '../../moodle-stand-in/stand-in.ts'
import { refused } from '../../support/refused.ts'
import { outcomes, resultOf } from '../run-result.ts'
import { importFiles } from '../test-hub.ts'
import { callsSince, type MoodleHub, moodleHub, verifyFiles, writesIn } from './moodle-hub.ts'

let place: MoodleHub
beforeEach(async () => {
  place = await moodleHub()
})
afterEach(() => place[Symbol.asyncDispose]())

const HEADER = 'action,username,password,firstname,lastname,email,city,suspended'

function file(...rows: string[]) {
  return [{ name: 'user.csv', content: [HEADER, ...rows, ''].join('\n') }]
}

function person(username: string, { email = `${username}@example.org`, city = 'Leeds' } = {}): string {
  return `create,${username},Passw0rd!${username},First,Last,${email},${city},`
}

function people() {
  const { users } = place.standIn.installation.site
  return users
    .filter(({ id, deleted }) => id > 2 && !deleted)
    .map(({ username, suspended, fields }) => ({ username, suspended, city: fields['city'] }))
}

test('users of a file are made, changed and suspended on the server', async () => {
  const runId = await importFiles(
    place,
    file(
      person('ann'),
      person('bob'),
      'update,bob,,,,,York,1',
      'delete,nobody,,,,,,',
      'update,ann,,,,,Hull,',
    ),
  )
  const result = await resultOf(place, runId)
  expect(result.state).toBe('succeeded')
  expect(outcomes(result)).toEqual(['created', 'created', 'updated', 'rejected', 'updated'])
  expect(people()).toEqual([
    { username: 'ann', suspended: false, city: 'Hull' },
    { username: 'bob', suspended: true, city: 'York' },
  ])
})

test('what the server refuses is rejected with its reason, and so is what builds on it', async () => {
  const runId = await importFiles(
    place,
    file(
      person('ann'),
      // Moodle compares addresses without case.
      person('bea', { email: 'ANN@example.org' }),
      person('cyd'),
      'update,bea,,,,,York,',
    ),
  )
  expect((await resultOf(place, runId)).log.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['created', null],
    ['rejected', 'RB-9025'],
    ['created', null],
    ['rejected', 'RB-9025'],
  ])
  expect(people().map(({ username }) => username)).toEqual(['ann', 'cyd'])
})

test.each(['moodle/site:viewfullnames', 'moodle/site:viewuseridentity'])(
  'an account without %s stops the import before it takes everybody for changed',
  async (capability) => {
    await importFiles(place, file(person('ann')))
    const { accounts } = place.standIn.installation
    const capabilities = NEEDS.flatMap((need) => need.capabilities).filter((name) => name !== capability)
    accounts.set(ADMIN_TOKEN, { userId: 1, capabilities: new Set(capabilities), functions: 'all' })
    const before = place.standIn.calls.length
    const stopped = await refused(verifyFiles(place, file(person('ann'), person('bob'))))
    expect(stopped).toMatchObject({ code: 'RB-9042', message: expect.stringContaining(capability) })
    expect(writesIn(callsSince(place, before))).toEqual([])
  },
)

test('a file sent again unchanged makes no call at all', async () => {
  const same = file(person('ann'), person('bob'))
  await importFiles(place, same)
  const before = place.standIn.calls.length
  const runId = await importFiles(place, same)
  expect(outcomes(await resultOf(place, runId))).toEqual(['unchanged', 'unchanged'])
  expect(callsSince(place, before)).toEqual([])
})

test('a record that was refused is tried again, and the others are not sent twice', async () => {
  const { site } = place.standIn.installation
  const same = file(person('ann'), person('bea', { email: 'ANN@example.org' }))
  await importFiles(place, same)
  site.changeUser(site.usernames.get('ann')!, { email: 'other@example.org' })
  const before = place.standIn.calls.length
  const runId = await importFiles(place, same)
  expect(outcomes(await resultOf(place, runId))).toEqual(['unchanged', 'created'])
  expect(writesIn(callsSince(place, before))).toEqual(['core_user_create_users'])
})

test('with --verify what was changed on the server is mended, and the rest is left alone', async () => {
  const same = file(person('ann'), person('bob'))
  await importFiles(place, same)
  const { site } = place.standIn.installation
  site.changeUser(site.usernames.get('bob')!, { fields: { city: 'Elsewhere' } })
  const before = place.standIn.calls.length
  const runId = await verifyFiles(place, same)
  expect(outcomes(await resultOf(place, runId)).at(-1)).toBe('updated')
  expect(people()).toMatchObject([{ city: 'Leeds' }, { city: 'Leeds' }])
  expect(writesIn(callsSince(place, before))).toEqual(['core_user_update_users'])
})

test('a dry run writes nothing, shows what an import would do, and is not applied', async () => {
  const runId = await importFiles(place, file(person('ann'), 'update,ann,,,,,Hull,'), {}, 'plan')
  expect(await resultOf(place, runId)).toMatchObject({ state: 'planned' })
  expect(outcomes(await resultOf(place, runId))).toEqual(['created', 'updated'])
  expect(people()).toEqual([])
  expect(writesIn(callsSince(place, 0))).toEqual([])
  const { hub, defaults } = place
  expect(await refused(applyPlan(hub, defaults.organisationId, runId))).toMatchObject({ code: 'RB-9071' })
})
