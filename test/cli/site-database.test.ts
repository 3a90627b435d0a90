import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDatabaseOptions } from '../../src/cli/site/database-option.ts'
import { ADMIN_TOKEN, moodleStandIn, type StandIn } from '../moodle-stand-in/stand-in.ts'
import { loadSample, postgresDatabase, type SiteDatabase } from '../sites/moodle-database/postgres.ts'
import { refused } from '../support/refused.ts'
import { cli, cliJson, type Place, place } from './cli.ts'

let at: Place & AsyncDisposable
let standIn: StandIn
let database: SiteDatabase
let url: URL
let password: string
const files = { token: '', password: '' }
beforeAll(async () => {
  at = await place()
  standIn = await moodleStandIn()
  database = await postgresDatabase()
  await loadSample(database)
  url = new URL(database.url)
  password = url.password
  url.password = ''
  for (const [name, text] of [
    ['token', ADMIN_TOKEN],
    ['password', password],
  ] as const) {
    files[name] = join(at.dataFolder, name)
    await writeFile(files[name], `${text}\n`)
  }
})
afterAll(async () => {
  await database.close()
  await standIn.close()
  await at[Symbol.asyncDispose]()
})

function add(...options: string[]) {
  return cliJson<{ database: string | null; error: { code: string; message: string } }>(
    at,
    ...['site', 'add', 'moodle', '--url', standIn.url, '--name', 'school', '--token-file', files.token],
    ...options,
  )
}

interface Check {
  readonly database: { readonly site: object | null; readonly findings: readonly { code: string }[] } | null
}

describe('the database of a site', () => {
  test('is missed by the check while there is none, and what cannot be told then', async () => {
    expect((await add()).document.database).toBeNull()
    expect((await cli(at, 'site', 'check', 'school')).stdout).toMatch(/No database is named.*scorm/)
  })

  test('is added with a password that is not on the command line, and stays with another token', async () => {
    const added = await add('--database', url.href, '--database-password-file', files.password)
    expect(added.document.database).toBe(url.href)
    expect((await add()).status).toBe(0)
    const listed = await cli(at, 'site', 'list')
    const checked = await cli(at, 'site', 'check', 'school')
    expect(listed.stdout).toContain(url.href)
    expect(checked.stdout).toContain('4.1+ (Build: 20221229), schema 2022112800.06')
    expect(checked.stdout).toMatch(/scorm +can be read/)
    expect(checked.stdout).toMatch(/face-to-face +no: facetoface,/)
    expect(checked.stdout).toContain('RB-9088')
    for (const { stdout, stderr } of [listed, checked]) expect(stdout + stderr).not.toContain(password)
  })

  test('that cannot be reached fails the check', async () => {
    await add('--database', 'mysql://me:Wr0ng-one@127.0.0.1:9/x')
    const { status, document } = await cliJson<Check>(at, 'site', 'check', 'school')
    expect(status).toBe(1)
    expect(document.database).toMatchObject({ site: null, findings: [{ code: 'RB-9082' }] })
    expect(JSON.stringify(document)).not.toContain('Wr0ng-one')
  })

  test.each([
    { options: { database: 'sqlite://me@host/x', databasePrefix: 'mdl_' }, code: 'RB-9080' },
    { options: { database: 'mysql://me:pw@127.0.0.1/x', databasePrefix: 'Mdl-' }, code: 'RB-9081' },
    {
      options: { database: 'mysql://me@host/x', databasePrefix: '', databasePasswordFile: '/nowhere/at/all' },
      code: 'RB-1001',
    },
  ])('is refused with $code', async ({ options, code }) => {
    expect((await refused(readDatabaseOptions(options))).code).toBe(code)
  })
})
