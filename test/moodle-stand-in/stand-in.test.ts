import { afterEach, describe, expect, test } from 'vitest'
import { recorded } from './recordings.ts'
import { ADMIN_TOKEN, moodleStandIn, type StandIn, type StandInOptions } from './stand-in.ts'

const open: StandIn[] = []
afterEach(async () => {
  for (const standIn of open.splice(0)) await standIn.close()
})

async function start(options?: StandInOptions): Promise<StandIn> {
  const standIn = await moodleStandIn(options)
  open.push(standIn)
  return standIn
}

type Fields = readonly (readonly [string, string])[]

async function post(
  standIn: StandIn,
  name: string,
  fields: Fields,
): Promise<{ status: number; text: string }> {
  const control: Fields = [
    ['wstoken', ADMIN_TOKEN],
    ['wsfunction', name],
    ['moodlewsrestformat', 'json'],
  ]
  const response = await fetch(`${standIn.url}/webservice/rest/server.php`, {
    method: 'POST',
    body: new URLSearchParams([...control, ...fields].map(([key, value]): [string, string] => [key, value])),
  })
  return { status: response.status, text: await response.text() }
}

async function call(standIn: StandIn, name: string, fields: Fields): Promise<unknown> {
  return JSON.parse((await post(standIn, name, fields)).text) as unknown
}

const CREATE = 'core_user_create_users'
const UPDATE = 'core_user_update_users'

/** Users as in the recordings of calls over the limit: external accounts with these keys. */
function users(count: number, keys: readonly string[]): Fields {
  const value = (key: string, i: number) =>
    ({ auth: 'oauth2', lang: 'en', email: `u${i}@example.test` })[key] ?? `u${i}`
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    keys.map((key): [string, string] => [`users[${i}][${key}]`, value(key, i)]),
  )
}

function existing(standIn: StandIn): string[] {
  return standIn.installation.site.users.filter(({ id }) => id > 2).map(({ username }) => username)
}

describe('more fields than PHP reads', () => {
  const REQUIRED = ['username', 'auth', 'firstname', 'lastname', 'email']

  test('cut between records, the call succeeds and the tail is missing', async () => {
    const standIn = await start()
    const keys = [...REQUIRED, 'lang', 'idnumber']
    const answer = (await call(standIn, CREATE, users(900, keys))) as object[]
    const { items } = recorded('over-max-input-vars').response.truncated as { items: number }
    expect(answer).toHaveLength(items)
    expect(existing(standIn)).toHaveLength(714)
  })

  test('cut after the required keys, a record is stored without the others', async () => {
    const standIn = await start()
    const keys = ['username', 'auth', 'firstname', 'lastname', 'email', 'lang', 'idnumber', 'city']
    const answer = (await call(standIn, CREATE, users(700, keys))) as { username: string }[]
    expect(answer).toHaveLength(625)
    const { site } = standIn.installation
    const last = site.users.get(site.usernames.get('u624')!)!
    expect([last.idnumber, last.fields['city']]).toEqual(['', undefined])
    const before = site.users.get(site.usernames.get('u623')!)!
    expect([before.idnumber, before.fields['city']]).toEqual(['u623', 'u623'])
  })

  test('cut inside the required keys, nothing is stored', async () => {
    const standIn = await start()
    expect(await call(standIn, CREATE, users(1010, REQUIRED))).toEqual(
      recorded('over-max-input-vars-cut-inside-record').response.json,
    )
    expect(existing(standIn)).toEqual([])
  })

  test('a function without a result answers as if all had arrived', async () => {
    const standIn = await start({ maxInputVars: 100 })
    await call(standIn, CREATE, users(19, REQUIRED))
    standIn.installation.site.courses.insert({ ...standIn.installation.site.courses.get(1)!, manual: true })
    const enrolments = Array.from({ length: 40 }, (_, i) => i).flatMap(
      (i): Fields => [
        [`enrolments[${i}][roleid]`, '5'],
        [`enrolments[${i}][userid]`, String(3 + (i % 19))],
        [`enrolments[${i}][courseid]`, '2'],
      ],
    )
    const cut = [...enrolments, ['enrolments[99][roleid]', '5']] as Fields
    // 98 of 121 fields are read: the last one is the role of a record that lacks the rest.
    expect(await call(standIn, 'enrol_manual_enrol_users', cut)).toMatchObject({
      errorcode: 'invalidparameter',
    })
    standIn.installation.maxInputVars = 98
    expect(await call(standIn, 'enrol_manual_enrol_users', enrolments)).toBeNull()
    expect(standIn.installation.site.enrolments.all()).toHaveLength(19)
  })

  test('as many as are read all arrive', async () => {
    const standIn = await start()
    expect(await call(standIn, CREATE, users(999, REQUIRED))).toHaveLength(999)
  })

  test('a token that comes last falls off, and the answer is XML', async () => {
    const standIn = await start({ maxInputVars: 10 })
    const body = new URLSearchParams(users(3, REQUIRED).map(([key, value]): [string, string] => [key, value]))
    body.append('wstoken', ADMIN_TOKEN)
    const response = await fetch(`${standIn.url}/webservice/rest/server.php`, { method: 'POST', body })
    expect(await response.text()).toBe(recorded('over-max-input-vars-token-last').response.text)
  })
})

describe('a fault', () => {
  async function withFault(
    fault: NonNullable<ReturnType<NonNullable<StandInOptions['faults']>>>,
  ): Promise<StandIn> {
    return start({ faults: (number) => (number === 0 ? fault : null) })
  }
  const THREE = users(3, ['username', 'auth', 'firstname', 'lastname', 'email'])

  test('of an impatient front answers 504, and the work is done later', async () => {
    const standIn = await withFault({ kind: 'impatient front', afterMs: 1, workMs: 500 })
    expect((await post(standIn, CREATE, THREE)).status).toBe(504)
    expect(existing(standIn)).toEqual([])
    await standIn.close()
    open.splice(0)
    expect(existing(standIn)).toHaveLength(3)
  })

  test('with a page instead of an answer has done the work or not, as it was told', async () => {
    const done = await withFault({ kind: 'status', status: 502, worked: true })
    expect((await post(done, CREATE, THREE)).status).toBe(502)
    expect(existing(done)).toHaveLength(3)
    const idle = await withFault({ kind: 'status', status: 500, worked: false })
    expect((await post(idle, CREATE, THREE)).status).toBe(500)
    expect(existing(idle)).toEqual([])
  })

  test('within the answer has done the work', async () => {
    const half = await withFault({ kind: 'half answer' })
    await expect(post(half, CREATE, THREE)).rejects.toThrow(/terminated/)
    expect(existing(half)).toHaveLength(3)
    const garbled = await withFault({ kind: 'garbled answer' })
    expect((await post(garbled, CREATE, THREE)).text).toBe('[{"id":3,"username":"u0"},{"id":4,"use')
    expect(existing(garbled)).toHaveLength(3)
  })

  test('of the connection may leave the work undone', async () => {
    const standIn = await withFault({ kind: 'drop', workMs: null })
    await expect(post(standIn, CREATE, THREE)).rejects.toThrow(/fetch failed/)
    expect(existing(standIn)).toEqual([])
  })

  test('of the process in the middle of a batch takes back what is all or nothing, and keeps the rest', async () => {
    const standIn = await start()
    await call(standIn, CREATE, THREE)
    const more = users(3, ['username', 'auth', 'firstname', 'lastname', 'email']).map(
      ([name, value]): [string, string] => [name, value.replace(/^u/, 'v')],
    )
    standIn.breakDown((number) => (number < 2 ? { kind: 'restart', afterRecords: 2, downMs: 0 } : null))
    await expect(post(standIn, CREATE, more)).rejects.toThrow()
    expect(existing(standIn)).toEqual(['u0', 'u1', 'u2'])

    const changes = [3, 4, 5].flatMap(
      (id, i): Fields => [
        [`users[${i}][id]`, String(id)],
        [`users[${i}][firstname]`, 'New'],
      ],
    )
    await expect(post(standIn, UPDATE, changes)).rejects.toThrow()
    const { users: table } = standIn.installation.site
    expect([3, 4, 5].map((id) => table.get(id)!.firstname)).toEqual(['New', 'New', 'u2'])
  })

  test('of a restart loses work that nobody waits for, and takes no connection for a while', async () => {
    const standIn = await start()
    standIn.breakDown((number) =>
      number === 0
        ? { kind: 'impatient front', afterMs: 1, workMs: 500 }
        : { kind: 'restart', afterRecords: 0, downMs: 10_000 },
    )
    await post(standIn, CREATE, THREE)
    await expect(post(standIn, CREATE, THREE)).rejects.toThrow()
    await expect(post(standIn, CREATE, THREE)).rejects.toThrow()
    expect(standIn.calls).toHaveLength(2)
    await standIn.close()
    open.splice(0)
    expect(existing(standIn)).toEqual([])
  })

  test('of maintenance by the command line is a page for everybody, with a time to wait', async () => {
    const standIn = await withFault({ kind: 'maintenance' })
    const { status, text } = await post(standIn, CREATE, THREE)
    expect(status).toBe(recorded('maintenance').response.status)
    expect(text).toContain(recorded('maintenance').response.html!.title)
  })
})

describe('an all-or-nothing call that fails', () => {
  test('leaves nothing behind, but uses up ids', async () => {
    const standIn = await start()
    const keys = ['username', 'auth', 'firstname', 'lastname', 'email']
    const twice = [
      ...users(3, keys),
      ...users(1, keys).map(([name, value]): [string, string] => [name.replace('[0]', '[9]'), value]),
    ]
    expect(await call(standIn, CREATE, twice)).toMatchObject({ errorcode: 'invalidparameter' })
    expect(existing(standIn)).toEqual([])
    expect(await call(standIn, CREATE, users(1, keys))).toEqual([{ id: 6, username: 'u0' }])
  })
})

test('a site in maintenance by its settings lets administrators work', async () => {
  const standIn = await start({
    accounts: { LOW: { userId: 2, capabilities: new Set(), functions: 'all' } },
  })
  standIn.installation.maintenance = true
  expect(await call(standIn, 'core_webservice_get_site_info', [])).toMatchObject({ userid: 2 })
  expect(await call(standIn, 'core_webservice_get_site_info', [['wstoken', 'LOW']])).toEqual(
    recorded('maintenance-cfg-low').response.json,
  )
})

test('a running upgrade and an unknown function are told as recorded', async () => {
  const standIn = await start()
  standIn.installation.upgradeRunning = true
  expect(await call(standIn, CREATE, [])).toEqual(recorded('upgrade-running').response.json)
  standIn.installation.upgradeRunning = false
  standIn.installation.without.add(CREATE)
  expect(await call(standIn, CREATE, [])).toEqual(recorded('unknown-function').response.json)
})
