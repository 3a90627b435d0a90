import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { checkWs, type WsCheck } from '../../../src/transport/moodle-ws/check/check.ts'
import { NEEDS } from '../../../src/transport/moodle-ws/check/needs.ts'
import { WRITE_FUNCTIONS } from '../../../src/transport/moodle-ws/write/functions.ts'
import { FUNCTIONS } from '../../moodle-stand-in/functions/index.ts'
import { EXCHANGES } from '../../moodle-stand-in/recordings.ts'
import { BLANK_USER } from '../../moodle-stand-in/site-state.ts'
import {
  ADMIN_TOKEN,
  moodleStandIn,
  type StandIn,
  type StandInOptions,
} from '../../moodle-stand-in/stand-in.ts'
import { clientOf } from './lanes.ts'
import { json, scriptedServer } from './scripted-server.ts'

let standIn: StandIn
afterEach(() => standIn?.close())

const ALL_CAPABILITIES = NEEDS.flatMap(({ capabilities }) => capabilities)

async function start(options: StandInOptions = {}): Promise<StandIn> {
  standIn = await moodleStandIn(options)
  return standIn
}

/** The stand-in with an account that has all but these capabilities and functions. */
async function lacking(capabilities: readonly string[], functions: readonly string[] = []): Promise<StandIn> {
  await start()
  const { site, accounts } = standIn.installation
  const { id } = site.addUser({
    ...BLANK_USER,
    username: 'rollbook',
    firstname: 'R',
    lastname: 'B',
    email: 'r@example.test',
  })
  accounts.set(ADMIN_TOKEN, {
    userId: id,
    capabilities: new Set(ALL_CAPABILITIES.filter((name) => !capabilities.includes(name))),
    functions: new Set(Object.keys(FUNCTIONS).filter((name) => !functions.includes(name))),
  })
  return standIn
}

function codes({ findings }: WsCheck): string[] {
  return findings.map(({ code }) => code).filter((code) => code !== 'RB-9041')
}

async function check(url = standIn.url): Promise<WsCheck> {
  return checkWs(clientOf(standIn), url)
}

describe('the check of a site', () => {
  test('tells what it is', async () => {
    await lacking([])
    const result = await check(`${standIn.url}/`)
    expect(result).toMatchObject({
      reachable: true,
      timezone: null,
      variables: 5000,
      site: {
        name: 'Example Site',
        release: '4.1+ (Build: 20221229)',
        version: '2022112800.06',
        username: 'rollbook',
        isAdministrator: false,
      },
    })
    expect(codes(result)).toEqual([])
  })

  test('changes nothing', async () => {
    await lacking([])
    const before = JSON.stringify(standIn.installation.site.users.all())
    await check()
    expect(JSON.stringify(standIn.installation.site.users.all())).toBe(before)
  })

  test('names functions that the service lacks, and those that the site does not have, each with its use', async () => {
    await lacking([], ['core_user_create_users', 'enrol_manual_enrol_users'])
    standIn.installation.without.add('core_course_create_categories')
    const { functions, findings } = await check()
    const states = Object.fromEntries(functions.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({
      core_user_create_users: 'missing',
      enrol_manual_enrol_users: 'missing',
      core_course_create_categories: 'absent',
      core_user_update_users: 'permitted',
    })
    const messages = findings.map(({ code, message }) => `${code} ${message}`)
    expect(messages).toContainEqual(
      expect.stringMatching(/^RB-9040 .*core_user_create_users, needed to create users/),
    )
    expect(messages).toContainEqual(
      expect.stringMatching(/^RB-9041 .*core_course_create_categories, needed to create and change cat/),
    )
  })

  test.each([
    'moodle/user:create',
    'moodle/user:update',
    'moodle/user:delete',
    'moodle/user:viewdetails',
    'moodle/user:viewalldetails',
    'moodle/site:viewfullnames',
    'moodle/site:viewuseridentity',
  ])('names the capability %s when the account lacks it', async (capability) => {
    await lacking([capability])
    const { findings } = await check()
    const lack = findings.filter(({ code }) => code === 'RB-9042')
    expect(lack).toHaveLength(1)
    expect(lack[0]!.message).toContain(`Give it ${capability}, in the whole site`)
  })

  test.each([
    [500, 500],
    [999, 500],
    [1000, 1000],
    [4999, 3000],
    [20_000, 5000],
  ])('with max_input_vars of %i counts on %i fields', async (maxInputVars, variables) => {
    await lacking([])
    standIn.installation.maxInputVars = maxInputVars - 1
    expect((await check()).variables).toBe(variables)
  })

  test('warns of a token of an administrator, and of another address than the site’s own', async () => {
    await start()
    standIn.installation.url = 'https://moodle.example.org'
    const result = await check()
    expect(codes(result)).toEqual(['RB-9043', 'RB-9044'])
    expect(result.findings[0]!.message).toContain('https://moodle.example.org')
  })

  test('tells the zone of the account if it has one of its own', async () => {
    await lacking([])
    const { site } = standIn.installation
    site.changeUser(3, { fields: { timezone: 'Europe/Oslo' } })
    expect((await check()).timezone).toBe('Europe/Oslo')
  })

  test('says why a site cannot be worked with at all', async () => {
    await start()
    standIn.installation.accounts.clear()
    expect(await check()).toMatchObject({
      reachable: false,
      site: null,
      functions: [],
      variables: null,
      findings: [{ code: 'RB-9021' }],
    })
  })

  test('keeps what it has found when the site goes away in the middle', async () => {
    await lacking([])
    standIn.breakDown((number) => (number < 2 ? null : { kind: 'drop', workMs: null }))
    const result = await check()
    expect(result.reachable).toBe(true)
    expect(result.findings.at(-1)!.code).toBe('RB-9013')
  })

  test('takes another service for what it is', async () => {
    await start()
    const other = await scriptedServer((response) => json(response, { name: 'another service' }))
    const result = await checkWs(clientOf({ ...standIn, url: other.url }), other.url)
    await other.close()
    expect(result).toMatchObject({ reachable: false, findings: [{ code: 'RB-9014' }] })
  })
})

describe('the list of needs', () => {
  test('is what the guide has an administrator allow, and nothing else', () => {
    const guide = readFileSync(new URL('../../../docs/guides/moodle.md', import.meta.url), 'utf8')
    const named = (sign: RegExp) => [...new Set(guide.match(sign))].sort()
    const needed = (of: 'functions' | 'capabilities') =>
      [...new Set(NEEDS.flatMap((need) => need[of]))].sort()
    expect(named(/\b(?:core|enrol)_[a-z_]+/g)).toEqual(needed('functions'))
    expect(named(/\b(?:moodle|enrol|webservice)\/[a-z]+:[a-z]+/g)).toEqual(needed('capabilities'))
  })

  test('has every function that writes a record of a feed, once', () => {
    const named = NEEDS.flatMap(({ functions }) => functions)
    expect(new Set(named).size).toBe(named.length)
    expect(
      Object.keys(WRITE_FUNCTIONS)
        .filter((name) => !named.includes(name))
        .sort(),
    ).toEqual(['core_cohort_delete_cohorts'])
  })

  test('names no function that a live site did not have', () => {
    const info = EXCHANGES.find(({ id, release }) => id === 'site-info' && release === '4.1')!.response.json
    const known = new Set((info as { functions: { name: string }[] }).functions.map(({ name }) => name))
    const named = [
      ...NEEDS.flatMap(({ functions }) => functions),
      ...Object.keys(WRITE_FUNCTIONS),
      ...Object.keys(FUNCTIONS),
    ]
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})
