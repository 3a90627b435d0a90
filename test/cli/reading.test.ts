import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { History } from '../../src/inbound/history.ts'
import type { LogEntry } from '../../src/inbound/read-log.ts'
import type { ShownUser } from '../../src/inbound/show-user.ts'
import { importFiles } from '../inbound/test-hub.ts'
import { cli, cliJson, inPlace, place } from './cli.ts'

const USERS = `action,username,password,firstname,lastname,email,city
create,ann,Secret!234,Ann,Archer,ann@example.org,Cork
create,bob,Secret!234,Bob,Baker,nowhere,Cork
update,ann,,,,,Galway
`

let at: Awaited<ReturnType<typeof place>>
beforeAll(async () => {
  at = await place()
  await inPlace(at, (hub, defaults) => importFiles({ hub, defaults }, [{ name: 'user.csv', content: USERS }]))
})
afterAll(() => at[Symbol.asyncDispose]())

describe('the commands that read', () => {
  test('log prints a record a line, filtered, as text, JSON and CSV', async () => {
    const rejected = await cli(at, 'log', '1', '--outcome', 'rejected')
    expect(rejected).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^user\.csv:3 rejected RB-2004 user "bob": email/),
    })
    const { stdout } = await cli(at, '--json', 'log', '1')
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogEntry)
    expect(entries.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'created'],
      [3, 'rejected'],
      [4, 'updated'],
    ])
    const csv = await cli(at, 'log', '1', '--csv')
    expect(csv.stdout.split('\r\n')).toHaveLength(5)
  })

  test('rejects writes a new file for its owner alone, and nothing over one that is there', async () => {
    const folder = join(at.dataFolder, 'back')
    mkdirSync(folder, { recursive: true })
    const { status, document } = await cliJson<{ files: { path: string }[] }>(
      at,
      'rejects',
      '1',
      '-o',
      folder,
    )
    expect(status).toBe(0)
    const { path } = document.files[0]!
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const written = readFileSync(path, 'utf8')
    expect(written).toMatch(/\ncreate,bob,Secret!234,Bob,Baker,nowhere,Cork,3,RB-2004,/)
    expect((await cli(at, 'rejects', '1')).stdout).toBe(written)
    expect(await cliJson(at, 'rejects', '1', '-o', path)).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-5032' } },
    })
    expect(readFileSync(path, 'utf8')).toBe(written)
  })

  test('show and history tell of a person, and never a password', async () => {
    const shown = await cliJson<{ users: ShownUser[] }>(at, 'show', 'user', 'ann')
    expect(shown.document.users).toMatchObject([{ username: 'ann', city: 'Galway', passwordSet: true }])
    const told = await cliJson<{ histories: History[] }>(at, 'history', 'user', 'ann')
    expect(
      told.document.histories[0]!.entries.map(({ run, file, line, change }) => [run, file, line, change]),
    ).toEqual([
      [1, 'user.csv', 2, 'created'],
      [1, 'user.csv', 4, 'updated'],
    ])
    const text = await cli(at, 'history', 'user', 'ann')
    expect(text.stdout).toMatch(/run 1 {2}user\.csv:4 {2}updated user "ann"\n +city Cork → Galway\n/)
    expect(JSON.stringify([shown, told, text])).not.toContain('Secret')
    expect(await cliJson(at, 'show', 'user', 'zoe')).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-2012' } },
    })
  })

  test('site settings and feed settings change what is named and show the rest', async () => {
    const site = await cli(at, 'site', 'settings', 'timezone=Europe/London', 'courseDefaults.numsections=10')
    expect(site.stdout).toMatch(/^\* timezone=Europe\/London$/m)
    expect(site.stdout).toMatch(/^ {2}maxSections=52$/m)
    expect(await cliJson(at, 'site', 'settings', 'timezone=Mars')).toMatchObject({
      status: 1,
      document: { error: { code: 'RB-8003', field: 'timezone' } },
    })
    await cli(at, 'feed', 'add', 'hr')
    const feed = await cliJson(at, 'feed', 'settings', 'hr', 'fieldMapping.user.username=login')
    expect(feed.document).toMatchObject({
      name: 'hr',
      own: { fieldMapping: { user: { username: 'login' } } },
    })
    const standard = await cliJson(at, 'feed', 'settings', 'separator=detect')
    expect(standard.document).toMatchObject({ name: 'default', own: { separator: 'detect' } })
  })
})
