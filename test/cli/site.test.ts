import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_TOKEN, moodleStandIn, type StandIn } from '../moodle-stand-in/stand-in.ts'
import { cli, cliJson, type Place, place } from './cli.ts'

let at: Place & AsyncDisposable
let standIn: StandIn
let tokenFile: string
beforeAll(async () => {
  at = await place()
  standIn = await moodleStandIn()
  tokenFile = join(at.dataFolder, 'token')
  await mkdir(at.dataFolder, { recursive: true }) // on a server no command has made it yet
  await writeFile(tokenFile, `${ADMIN_TOKEN}\n`)
  await addSchool()
})
afterAll(async () => {
  await standIn.close()
  await at[Symbol.asyncDispose]()
})

function addSchool() {
  return cli(at, 'site', 'add', 'moodle', '--url', standIn.url, '--name', 'school', '--token-file', tokenFile)
}

describe('rollbook site', () => {
  test('adds a Moodle site, lists it, and says its token nowhere', async () => {
    const { status, stdout, stderr } = await addSchool()
    expect(stdout + stderr).not.toContain(ADMIN_TOKEN)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { document } = await cliJson<{ sites: object[] }>(at, 'site', 'list')
    expect(document.sites).toEqual([
      { name: 'default', kind: 'embedded', url: null, database: null },
      { name: 'school', kind: 'moodle', url: standIn.url, database: null },
    ])
  })

  test('needs a token that is not on the command line, and a name of its own', async () => {
    const without = await cliJson<{ error: { code: string } }>(
      at,
      ...['site', 'add', 'moodle', '--url', standIn.url],
    )
    expect(without.status).toBe(1)
    expect(without.document.error.code).toBe('RB-9073')
    const taken = await cliJson<{ error: { code: string } }>(
      at,
      ...['site', 'add', 'moodle', '--url', 'https://other.example.org', '--name', 'school'],
      ...['--token-file', tokenFile],
    )
    expect(taken.document.error.code).toBe('RB-9072')
  })

  test('checks what can be done on a site, and says what to look at', async () => {
    const { status, document } = await cliJson<{
      reachable: boolean
      site: { release: string }
      findings: { code: string }[]
      cannotRead: object
    }>(at, 'site', 'check', 'school')
    expect(status).toBe(2)
    expect(document).toMatchObject({ reachable: true, site: { release: '4.1+ (Build: 20221229)' } })
    expect(document.findings.map(({ code }) => code)).toContain('RB-9044')
    expect(JSON.stringify(document)).not.toContain(ADMIN_TOKEN)
    const text = await cli(at, 'site', 'check', 'school')
    expect(text.stdout).toContain('RB-9044')
    expect(
      (await cliJson<{ error: { code: string } }>(at, 'site', 'check', 'default')).document.error.code,
    ).toBe('RB-9075')
  })

  test('is what a feed fills, from the command line to the server', async () => {
    await cli(at, 'feed', 'settings', '--site', 'school')
    const file = join(at.dataFolder, 'user.csv')
    const row = 'create,ann,Passw0rd!x,Ann,Lee,ann@example.org,Leeds'
    await writeFile(file, `action,username,password,firstname,lastname,email,city\n${row}\n`)
    const { status, stdout, stderr } = await cli(at, 'import', file)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stdout + stderr).not.toMatch(/Passw0rd!x|a0000000000000000000000000000001/)
    expect(standIn.installation.site.usernames.get('ann')).toBeDefined()
  })
})
