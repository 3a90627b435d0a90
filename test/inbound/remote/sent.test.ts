import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setRoles } from '../../../src/config/roles.ts'
import { executeRun } from '../../../src/inbound/execute-run.ts'
import { refused } from '../../support/refused.ts'
import { outcomes, resultOf } from '../run-result.ts'
import { importFiles, type Sent, send } from '../test-hub.ts'
import { type MoodleHub, moodleHub } from './moodle-hub.ts'

let place: MoodleHub
beforeEach(async () => {
  place = await moodleHub()
})
afterEach(() => place[Symbol.asyncDispose]())

function users(...rows: string[]): Sent[] {
  const header = 'action,username,password,firstname,lastname,email,city,auth'
  return [{ name: 'user.csv', content: [header, ...rows, ''].join('\n') }]
}

/** Names and values of the records of calls of a function, each as PHP has it. */
function sent(name: string): Record<string, unknown>[] {
  return place.standIn.calls
    .filter((call) => call.name === name)
    .flatMap(({ form }) => [...form.values()])
    .filter((value) => value instanceof Map)
    .flatMap((list) => [...list.values()].map((record) => Object.fromEntries(record as Map<string, unknown>)))
}

const ANN = 'create,ann,Passw0rd!x,Ann,Lee,ann@example.org,Leeds,'

describe('what is sent of users', () => {
  test('is what the record brings, and a password only where the method keeps one', async () => {
    await importFiles(
      place,
      users(
        ANN,
        'create,bob,Passw0rd!y,Bob,Ray,bob@example.org,York,ldap',
        'create,cyd,changeme,Cyd,Moss,cyd@example.org,Hull,',
      ),
    )
    const common = { auth: 'manual' }
    expect(sent('core_user_create_users')).toEqual([
      {
        ...common,
        username: 'ann',
        firstname: 'Ann',
        lastname: 'Lee',
        email: 'ann@example.org',
        city: 'Leeds',
        password: 'Passw0rd!x',
      },
      {
        username: 'bob',
        firstname: 'Bob',
        lastname: 'Ray',
        email: 'bob@example.org',
        city: 'York',
        auth: 'ldap',
      },
      {
        ...common,
        username: 'cyd',
        firstname: 'Cyd',
        lastname: 'Moss',
        email: 'cyd@example.org',
        city: 'Hull',
        createpassword: '1',
      },
    ])
  })

  test('is of an update only what differs', async () => {
    await importFiles(place, users(ANN))
    const id = String(place.standIn.installation.site.usernames.get('ann'))
    await importFiles(place, users('update,ann,,,,,Hull,'))
    await importFiles(place, users('update,ann,Passw0rd!z,Ann,,,,'))
    expect(sent('core_user_update_users')).toEqual([
      { id, city: 'Hull' },
      { id, password: 'Passw0rd!z' },
    ])
  })
})

describe('an enrolment that is there', () => {
  function enrolments(...rows: string[]): Sent[] {
    const header = 'action,username,context,instance,role,enrolmenttime,completetime,status'
    return [{ name: 'enroll.csv', content: [header, ...rows, ''].join('\n') }]
  }

  beforeEach(async () => {
    const course = 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n'
    await importFiles(place, [...users(ANN), { name: 'course.csv', content: course }])
    await importFiles(place, enrolments('create,ann,course,BIO,student,1/1/2026,12/31/2026,'))
  })

  test('keeps its times when another role is given', async () => {
    const before = place.standIn.installation.site.enrolments.all()
    await importFiles(place, enrolments('create,ann,course,BIO,teacher,,,'))
    expect(place.standIn.installation.site.enrolments.all()).toEqual(before)
    expect(sent('core_role_assign_roles')).toHaveLength(1)
  })

  test('is changed by a record that names both times, and left alone by one that does not', async () => {
    const changes = (text: string) => importFiles(place, enrolments(`update,ann,course,BIO,,${text}`))
    expect(await resultOf(place, await changes(',,suspended'))).toMatchObject({
      log: [{ outcome: 'rejected', code: 'RB-9067' }],
    })
    expect(outcomes(await resultOf(place, await changes('2/1/2026,12/31/2026,suspended')))).toEqual([
      'updated',
    ])
    expect(place.standIn.installation.site.enrolments.all()).toMatchObject([
      { status: 1, timestart: Date.UTC(2026, 1, 1) / 1000, timeend: Date.UTC(2026, 11, 31) / 1000 },
    ])
  })

  test('shows when the server has other ids for roles than the settings, before anything is written', async () => {
    const { hub, defaults } = place
    const roles = [
      { shortname: 'student', id: 9, contexts: ['course'] },
      { shortname: 'teacher', id: 5, contexts: ['course'] },
    ]
    await hub.store.asOrganisation(defaults.organisationId, (tx) => setRoles(tx, defaults.siteId, roles))
    const runId = await send(place, enrolments('create,ann,course,BIO,teacher,,,'))
    expect(await refused(executeRun(hub, defaults.organisationId, runId))).toMatchObject({ code: 'RB-9051' })
    expect(sent('core_role_assign_roles')).toEqual([])
  })
})
