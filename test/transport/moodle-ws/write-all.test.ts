import { afterEach, describe, expect, test } from 'vitest'
import { finding } from '../../../src/domain/finding.ts'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
import { WsFailure } from '../../../src/transport/moodle-ws/failure.ts'
import type { ItemResult } from '../../../src/transport/moodle-ws/write/item.ts'
import type { Seen } from '../../../src/transport/moodle-ws/write/settle.ts'
import { writeAll } from '../../../src/transport/moodle-ws/write/write-all.ts'
import type { FaultPlan } from '../../moodle-stand-in/faults.ts'
import { moodleStandIn, type StandIn, type StandInOptions } from '../../moodle-stand-in/stand-in.ts'
import {
  asChanges,
  asEnrolments,
  asUsers,
  clientOf,
  enrolment,
  type NewUser,
  newUser,
  SOON,
} from './lanes.ts'

const CREATE = 'core_user_create_users'

let standIn: StandIn
afterEach(() => standIn.close())

async function start(options: StandInOptions = {}): Promise<StandIn> {
  standIn = await moodleStandIn(options)
  return standIn
}

function people(count: number, prefix = 'u'): NewUser[] {
  return Array.from({ length: count }, (_, i) => newUser(`${prefix}${i}`))
}

function existing(): string[] {
  return standIn.installation.site.users
    .filter(({ id, deleted }) => id > 2 && !deleted)
    .map(({ username }) => username)
    .sort()
}

function names(users: readonly NewUser[]): string[] {
  return users.map(({ username }) => username).sort()
}

function writes(): StandIn['calls'] {
  return standIn.calls.filter(({ name }) => !/_get_/.test(name))
}

function kinds(results: readonly ItemResult[]): string[] {
  return results.map(({ result }) => result)
}

function sizesOf(calls: StandIn['calls'], list: string): number[] {
  return calls.map(({ form }) => (form.get(list) as Map<string, unknown> | undefined)?.size ?? 0)
}

/** Faults of the first calls of a function, one after the other. */
function first(name: string, ...faults: (ReturnType<FaultPlan> | null)[]): FaultPlan {
  let next = 0
  return (_, called) => (called === name ? (faults[next++] ?? null) : null)
}

describe('records', () => {
  test('go in batches, and each has the id that the server gave', async () => {
    await start()
    const users = people(120)
    const results = await writeAll(clientOf(standIn), CREATE, users, asUsers(clientOf(standIn)))
    expect(sizesOf(writes(), 'users').sort()).toEqual([20, 50, 50])
    const { site } = standIn.installation
    for (const [i, result] of results.entries()) {
      expect(result).toEqual({ result: 'done', id: site.usernames.get(users[i]!.username) })
    }
  })

  test('none of them make no call', async () => {
    await start()
    expect(await writeAll(clientOf(standIn), CREATE, [], asUsers(clientOf(standIn)))).toEqual([])
    expect(standIn.calls).toEqual([])
  })

  test('that share a key are never under way at the same time, and keep their order', async () => {
    await start({ callMs: 2 })
    const { site } = standIn.installation
    for (const { username, email } of people(40)) {
      site.addUser({ ...site.users.get(2)!, username, email })
    }
    for (let i = 0; i < 6; i++)
      site.courses.insert({ ...site.courses.get(1)!, shortname: `c${i}`, manual: true })
    const all = Array.from({ length: 400 }, (_, i) => enrolment(3 + ((i * 7) % 40), 2 + (i % 6)))
    const ws = clientOf(standIn, { calls: 4, variables: 100 })
    const results = await writeAll(ws, 'enrol_manual_enrol_users', all, asEnrolments(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['done']))

    const calls = writes().map(({ form, begun, ended }) => {
      const list = [...(form.get('enrolments') as Map<string, Map<string, string>>).values()]
      const keys = list.flatMap((one) => [`u${one.get('userid')}`, `c${one.get('courseid')}`])
      return { keys: new Set(keys), begun, ended: ended! }
    })
    const together = calls.flatMap((a, i) =>
      calls
        .slice(i + 1)
        .filter((b) => a.begun < b.ended && b.begun < a.ended && !a.keys.isDisjointFrom(b.keys)),
    )
    expect(together).toEqual([])
  })

  test('of one key are done in the order in which they came', async () => {
    await start({ faults: first('core_user_update_users', { kind: 'drop', workMs: null }) })
    const { site } = standIn.installation
    site.addUser({ ...site.users.get(2)!, username: 'u', email: 'u@example.test' })
    const changes = Array.from({ length: 12 }, (_, i) => ({ id: 3, firstname: `Name ${i}` }))
    const ws = clientOf(standIn)
    await writeAll(ws, 'core_user_update_users', changes, asChanges(ws))
    expect(site.users.get(3)!.firstname).toBe('Name 11')
  })

  test('without conflict are under way a few at a time', async () => {
    await start()
    const ws = clientOf(standIn, { calls: 3 })
    let underWay = 0
    let most = 0
    const counted: MoodleWs = {
      ...ws,
      async call(name, parameters) {
        most = Math.max(most, ++underWay)
        return ws.call(name, parameters).finally(() => underWay--)
      },
    }
    await writeAll(counted, CREATE, people(300), asUsers(ws))
    expect(most).toBe(3)
  })
})

describe('a batch that is refused as a whole', () => {
  test('is split until the guilty record stands alone, with the error of Moodle', async () => {
    await start()
    standIn.installation.debugging = true
    const users = [...people(50)]
    users[17] = newUser('u17', { email: 'no-address' })
    users[40] = newUser('u3', { email: 'other@example.test' })
    const ws = clientOf(standIn)
    const results = await writeAll(ws, CREATE, users, asUsers(ws))
    const refused = results.flatMap((one, i) => (one.result === 'done' ? [] : [{ i, ...one }]))
    expect(refused).toMatchObject([
      { i: 17, result: 'refused', finding: { code: 'RB-9025' } },
      { i: 40, result: 'refused', finding: { code: 'RB-9025' } },
    ])
    expect(refused[0]!.finding.message).toContain('Email address is invalid: no-address')
    expect(refused[1]!.finding.message).toContain('Username already exists: u3')
    expect(existing()).toEqual(names(users.filter((_, i) => i !== 17 && i !== 40)))
    expect(ws.sizes.variables).toBe(900)
  })

  test('by a right that is asked for the whole site stops everything', async () => {
    await start({ accounts: { LOW: { userId: 2, capabilities: new Set(), functions: 'all' } } })
    standIn.installation.accounts.set('a0000000000000000000000000000001', {
      userId: 2,
      capabilities: new Set(['moodle/user:viewdetails']),
      functions: 'all',
    })
    const ws = clientOf(standIn, { calls: 1 })
    const results = await writeAll(ws, CREATE, people(200), asUsers(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['postponed']))
    expect(results[199]).toMatchObject({ finding: { code: 'RB-9024' } })
    expect(writes()).toHaveLength(1)
  })

  test('because of the token stops everything', async () => {
    await start()
    standIn.installation.accounts.clear()
    const ws = clientOf(standIn, { calls: 1 })
    const results = await writeAll(ws, CREATE, people(200), asUsers(ws))
    expect(results.every((one) => one.result === 'postponed' && one.finding.code === 'RB-9021')).toBe(true)
    expect(standIn.calls).toHaveLength(1)
  })

  test('for its size in bytes is halved, and the size is remembered', async () => {
    await start({ bodyBytes: 4000 })
    const ws = clientOf(standIn)
    const users = people(100)
    expect(new Set(kinds(await writeAll(ws, CREATE, users, asUsers(ws))))).toEqual(new Set(['done']))
    const before = standIn.calls.length
    await writeAll(ws, CREATE, people(20, 'v'), asUsers(ws))
    expect(standIn.calls.length - before).toBeLessThanOrEqual(4)
  })
})

describe('a limit of fields that nobody knows of', () => {
  test('loses nothing, is found by the first batches and kept from then on', async () => {
    await start({ maxInputVars: 100 })
    const ws = clientOf(standIn, { variables: 5000, calls: 1 })
    const users = people(200)
    const results = await writeAll(ws, CREATE, users, asUsers(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['done']))
    expect(existing()).toEqual(names(users))
    expect(ws.sizes.variables).toBeLessThanOrEqual(101)

    const before = standIn.calls.length
    await writeAll(ws, CREATE, people(60, 'v'), asUsers(ws))
    const sent = standIn.calls.slice(before)
    expect(Math.max(...sent.map(({ fields }) => fields))).toBeLessThanOrEqual(101)
    expect(sent.filter(({ name }) => name === '')).toEqual([])
  })

  test('loses nothing where the function has no result', async () => {
    await start({ maxInputVars: 97 })
    const { site } = standIn.installation
    for (const { username, email } of people(150)) site.addUser({ ...site.users.get(2)!, username, email })
    site.courses.insert({ ...site.courses.get(1)!, manual: true })
    const all = Array.from({ length: 150 }, (_, i) => enrolment(3 + i, 2))
    const ws = clientOf(standIn, { variables: 5000 })
    const results = await writeAll(ws, 'enrol_manual_enrol_users', all, asEnrolments(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['done']))
    expect(site.enrolments.all()).toHaveLength(150)
    expect(site.enrolments.all().every(({ timestart, timeend }) => timestart === 1 && timeend === 2)).toBe(
      true,
    )
  })

  test('is not mistaken for a bad record, nor a bad record for it', async () => {
    await start({ maxInputVars: 60 })
    const users = people(60)
    users[31] = newUser('u31', { email: 'no-address' })
    const ws = clientOf(standIn, { variables: 5000 })
    const results = await writeAll(ws, CREATE, users, asUsers(ws))
    expect(results.flatMap(({ result }, i) => (result === 'done' ? [] : [i]))).toEqual([31])
    expect(existing()).toEqual(names(users.filter((_, i) => i !== 31)))
  })

  test('set high enough is used', async () => {
    await start()
    const ws = clientOf(standIn, { variables: 60 })
    await writeAll(ws, CREATE, people(50), asUsers(ws))
    expect(Math.max(...standIn.calls.map(({ fields }) => fields))).toBeLessThanOrEqual(60)
    expect(standIn.calls).toHaveLength(5)
  })
})

describe('warnings', () => {
  test('are those of their records; the others are done', async () => {
    await start()
    const { site } = standIn.installation
    for (const { username, email } of people(5)) site.addUser({ ...site.users.get(2)!, username, email })
    const changes = [3, 4, 999, 5, 6].map((id) => ({
      id,
      firstname: 'New',
      email: id === 5 ? 'u3@example.test' : `n${id}@example.test`,
    }))
    const ws = clientOf(standIn)
    const results = await writeAll(ws, 'core_user_update_users', changes, asChanges(ws))
    expect(kinds(results)).toEqual(['done', 'done', 'refused', 'refused', 'done'])
    expect(results[2]).toMatchObject({ finding: { message: expect.stringContaining('Invalid user ID') } })
    expect(results[3]).toMatchObject({ finding: { message: expect.stringContaining('Duplicate address') } })
    expect([3, 4, 5, 6].map((id) => site.users.get(id)!.firstname)).toEqual(['New', 'New', 'Admin', 'New'])
    expect(standIn.calls).toHaveLength(1)
  })

  test('that break the answer hide what was done, and looking shows it', async () => {
    await start()
    const { site } = standIn.installation
    for (const { username, email } of people(3)) site.addUser({ ...site.users.get(2)!, username, email })
    const changes = [3, 4, 5].map((id) => ({ id, firstname: 'New', ...(id === 4 && { password: 'abc' }) }))
    const ws = clientOf(standIn)
    const results = await writeAll(ws, 'core_user_update_users', changes, asChanges(ws))
    expect(kinds(results)).toEqual(['done', 'refused', 'done'])
    expect([3, 4, 5].map((id) => site.users.get(id)!.firstname)).toEqual(['New', 'Admin', 'New'])
  })

  test('of members are found by the values that they quote; a member already is no warning', async () => {
    await start()
    const { site } = standIn.installation
    const [a, b] = people(2).map(({ username, email }) =>
      site.addUser({ ...site.users.get(2)!, username, email }),
    )
    site.cohorts.insert({ context: 'system', name: 'C', idnumber: 'C', description: '', visible: true })
    site.cohortMembers.set(`1:${a!.id}`, { a: 1, b: a!.id })
    const ws = clientOf(standIn)
    const results = await writeAll(ws, 'core_cohort_add_cohort_members', ['u0', 'nobody', 'u1'], {
      parameters: (name) => ({
        cohorttype: { type: 'idnumber', value: 'C' },
        usertype: { type: 'username', value: name },
      }),
      keys: (name) => [`user:${name}`],
      look: async (asked) => asked.map((): Seen => ({ done: false })),
      settle: SOON,
    })
    expect(kinds(results)).toEqual(['done', 'refused', 'done'])
    expect(site.cohortMembers.all().map((pair) => pair.b)).toEqual([a!.id, b!.id])
    expect(standIn.calls).toHaveLength(1)
  })

  test('that fit several records are told apart by sending them apart', async () => {
    await start()
    const { site } = standIn.installation
    for (const { username, email } of people(4)) site.addUser({ ...site.users.get(2)!, username, email })
    site.cohorts.insert({ context: 'system', name: 'C', idnumber: 'C', description: '', visible: true })
    const ws = clientOf(standIn)
    const members = [
      ['C', 'u0'],
      ['NO', 'u1'],
      ['C', 'u2'],
      ['NO', 'u3'],
    ] as const
    const results = await writeAll(ws, 'core_cohort_add_cohort_members', members, {
      parameters: ([cohort, user]) => ({
        cohorttype: { type: 'idnumber', value: cohort },
        usertype: { type: 'username', value: user },
      }),
      keys: ([, user]) => [`user:${user}`],
      look: async (asked) => asked.map((): Seen => ({ done: false })),
      settle: SOON,
    })
    expect(kinds(results)).toEqual(['done', 'refused', 'done', 'refused'])
  })
})

describe('a row that the database did not take', () => {
  const DEADLOCK = { kind: 'deadlock' } as const

  test('is tried again alone, since another call may have stood in its way', async () => {
    await start({ faults: first(CREATE, DEADLOCK, DEADLOCK) })
    const ws = clientOf(standIn)
    const results = await writeAll(ws, CREATE, people(2), asUsers(ws))
    expect(kinds(results)).toEqual(['done', 'done'])
    expect(existing()).toEqual(names(people(2)))
  })

  test('is refused when it is not taken again and again', async () => {
    await start()
    const ws = clientOf(standIn)
    const long = newUser('long', { city: 'x'.repeat(200) })
    const results = await writeAll(ws, CREATE, [long, newUser('good')], asUsers(ws))
    expect(kinds(results)).toEqual(['refused', 'done'])
    expect(existing()).toEqual(['good'])
  })

  test('does not end a look-up', async () => {
    await start({ faults: first('core_course_get_courses', DEADLOCK) })
    expect(await clientOf(standIn).read('core_course_get_courses')).toHaveLength(1)
  })
})

describe('a message that the server cannot send', () => {
  test('is no refusal: everything is stored by then, and is not sent again', async () => {
    await start({ release: '4.5' })
    const { site } = standIn.installation
    site.settings.mailsFail = true
    for (const { username, email } of people(8)) site.addUser({ ...site.users.get(2)!, username, email })
    site.courses.insert({ ...site.courses.get(1)!, manual: true })
    const all = Array.from({ length: 8 }, (_, i) => enrolment(3 + i, 2))
    const ws = clientOf(standIn)
    const results = await writeAll(ws, 'enrol_manual_enrol_users', all, asEnrolments(ws))
    expect(kinds(results)).toEqual(all.map(() => 'done'))
    expect(site.enrolments.all()).toHaveLength(8)
    expect(writes()).toHaveLength(1)
  })
})

describe('a call of which nobody knows', () => {
  test('that was done later is found done, and not sent again', async () => {
    await start({ faults: first(CREATE, { kind: 'impatient front', afterMs: 2, workMs: 25 }) })
    const users = people(30)
    const ws = clientOf(standIn)
    const results = await writeAll(ws, CREATE, users, asUsers(ws))
    expect(results.every((one, i) => one.result === 'done' && one.id === 3 + i)).toBe(true)
    expect(writes()).toHaveLength(1)
  })

  test('is never refused for what an earlier call has done', async () => {
    // The work ends only after everything was looked at and sent again.
    await start({
      faults: first(CREATE, { kind: 'impatient front', afterMs: 1, workMs: 45 }, { kind: 'slow', ms: 60 }),
    })
    const users = people(4)
    const ws = clientOf(standIn)
    const options = { ...asUsers(ws), settle: { firstMs: 1, longestMs: 1, allMs: 2 } }
    const results = await writeAll(ws, CREATE, users, options)
    expect(kinds(results)).toEqual(['done', 'done', 'done', 'done'])
    expect(existing()).toEqual(names(users))
  })

  test('and never arrived is sent again', async () => {
    await start({
      faults: first(CREATE, { kind: 'drop', workMs: null }, null, {
        kind: 'status',
        status: 500,
        worked: true,
      }),
    })
    const users = people(30)
    const ws = clientOf(standIn)
    expect(new Set(kinds(await writeAll(ws, CREATE, users, asUsers(ws))))).toEqual(new Set(['done']))
    expect(existing()).toEqual(names(users))
  })

  test('and that nobody can look at stays unknown', async () => {
    await start({
      faults: (_, name) => (name === CREATE ? { kind: 'drop', workMs: 5 } : { kind: 'drop', workMs: null }),
    })
    const ws = clientOf(standIn, {}, { attempts: 1 })
    const results = await writeAll(ws, CREATE, people(3), asUsers(ws))
    expect(results.map((one) => [one.result, 'finding' in one && one.finding.code])).toEqual(
      Array(3).fill(['unknown', 'RB-9013']),
    )
  })

  test('and never comes to anything is left for later, and said not to be there', async () => {
    await start({
      faults: (_, name) => (name === CREATE ? { kind: 'status', status: 500, worked: false } : null),
    })
    const ws = clientOf(standIn, {}, { attempts: 2 })
    const results = await writeAll(ws, CREATE, people(1), asUsers(ws))
    expect(results).toMatchObject([{ result: 'postponed', finding: { code: 'RB-9027' } }])
    expect(writes()).toHaveLength(3)
  })

  test('is followed by smaller batches', async () => {
    await start({ faults: first(CREATE, { kind: 'impatient front', afterMs: 1, workMs: 5 }) })
    const ws = clientOf(standIn, { calls: 1 })
    await writeAll(ws, CREATE, people(100), asUsers(ws))
    expect(sizesOf(writes(), 'users')).toEqual([50, 25, 25])
  })

  test('every time, though the work is done in the end, ends well', async () => {
    await start({
      faults: (_, name) => (name === CREATE ? { kind: 'impatient front', afterMs: 1, workMs: 20 } : null),
    })
    const users = people(60)
    const ws = clientOf(standIn)
    const results = await writeAll(ws, CREATE, users, asUsers(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['done']))
    expect(existing()).toEqual(names(users))
  })
})

describe('a site that takes no calls', () => {
  test('for a while is tried again', async () => {
    await start({ faults: (number) => (number < 3 ? { kind: 'maintenance' } : null) })
    const ws = clientOf(standIn, { calls: 1 })
    expect(kinds(await writeAll(ws, CREATE, people(3), asUsers(ws)))).toEqual(['done', 'done', 'done'])
    expect(standIn.calls).toHaveLength(4)
  })

  test('for longer leaves the records for later, and says that nothing was done', async () => {
    await start({ faults: () => ({ kind: 'maintenance' }) })
    const ws = clientOf(standIn, { calls: 1 })
    const results = await writeAll(ws, CREATE, people(3), asUsers(ws))
    expect(results.every((one) => one.result === 'postponed' && one.finding.code === 'RB-9015')).toBe(true)
    expect(standIn.calls).toHaveLength(6)
  })

  test('for good uses up the budget once, not once for each batch', async () => {
    await start()
    standIn.installation.upgradeRunning = true
    const ws = clientOf(standIn, { calls: 1 }, { firstMs: 10, budgetMs: 20 })
    const results = await writeAll(ws, CREATE, people(500), asUsers(ws))
    expect(new Set(kinds(results))).toEqual(new Set(['postponed']))
    expect(standIn.calls.length).toBeLessThanOrEqual(3)
  })
})

describe('a site whose calls all end in doubt', () => {
  test('uses up the budget; what was never sent is said not to be', async () => {
    await start({ faults: (_, name) => (name === CREATE ? { kind: 'drop', workMs: null } : null) })
    const ws = clientOf(standIn, { calls: 1 }, { budgetMs: 60 })
    const results = await writeAll(ws, CREATE, people(120), asUsers(ws))
    const codes = results.map((one) => (one.result === 'postponed' ? one.finding.code : one.result))
    expect(codes).toEqual([...Array(25).fill('RB-9027'), ...Array(95).fill('RB-9028')])
    expect(existing()).toEqual([])
  })
})

describe('an answer that does not fit its records', () => {
  test.each([
    ['fewer results', [{ id: 7, username: 'u0' }]],
    ['more results', [7, 8, 9].map((id, i) => ({ id, username: `u${i}` }))],
    [
      'another user',
      [
        { id: 7, username: 'u0' },
        { id: 8, username: 'x' },
      ],
    ],
    ['results without ids', [{ username: 'u0' }, { username: 'u1' }]],
    ['no list', null],
  ])('%s: the server is asked', async (_, answer) => {
    await start()
    const ws = { ...clientOf(standIn), call: async () => answer }
    let looked = 0
    const results = await writeAll(ws, CREATE, people(2), {
      ...asUsers(ws),
      look: async (asked) => {
        looked++
        return asked.map((): Seen => ({ done: true, id: 5 }))
      },
    })
    expect(results).toEqual(Array(2).fill({ result: 'done', id: 5 }))
    expect(looked).toBe(1)
  })
})

describe('a function that keeps a part of what is refused', () => {
  const UNKNOWN = {
    item: 'course',
    itemid: 2,
    warningcode: 'unknowncourseidnumber',
    message: 'Unknown course',
  }

  test.each([
    [
      'the whole is refused',
      () => {
        throw new WsFailure(finding('RB-9025'), { kind: 'refused' })
      },
    ],
    ['a warning fits no record', () => ({ warnings: [{ ...UNKNOWN, itemid: 99 }] })],
  ])('does not make a refusal of what it has done: %s', async (_, firstAnswer) => {
    await start()
    const deleted = new Set<number>()
    let calls = 0
    const ws: MoodleWs = {
      ...clientOf(standIn),
      async call(_name, parameters) {
        const [id, other] = parameters!['courseids'] as number[]
        if (calls++ === 0) {
          deleted.add(id!)
          return firstAnswer()
        }
        expect(other).toBeUndefined()
        const warnings = deleted.has(id!) ? [{ ...UNKNOWN, itemid: id }] : []
        deleted.add(id!)
        return { warnings }
      },
    }
    const results = await writeAll(ws, 'core_course_delete_courses', [2, 3], {
      parameters: (id) => id,
      keys: (id) => [`course:${id}`],
      look: async (ids) =>
        ids.map((id): Seen => (deleted.has(id) ? { done: true, id: null } : { done: false })),
      settle: SOON,
    })
    expect(kinds(results)).toEqual(['done', 'done'])
    expect(calls).toBe(3)
  })
})

test('an error in the look-up itself is passed on, after what was under way has ended', async () => {
  await start({ faults: first(CREATE, { kind: 'drop', workMs: null }), callMs: 3 })
  const ws = clientOf(standIn)
  const look = () => Promise.reject(new Error('a mistake'))
  await expect(writeAll(ws, CREATE, people(150), { ...asUsers(ws), look })).rejects.toThrow('a mistake')
  expect(writes().filter(({ ended }) => ended === null)).toHaveLength(1)
})
