import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDatabaseOptions } from '../../src/cli/site/database-option.ts'
import { BLANK_USER } from '../moodle-stand-in/site-state.ts'
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
  await mkdir(at.dataFolder, { recursive: true }) // on a server no command has made it yet
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
  readonly datasets: readonly object[]
  readonly database: { readonly site: object | null; readonly findings: readonly { code: string }[] } | null
}

describe('the database of a site', () => {
  test('is missed by the check while there is none, and what cannot be told then', async () => {
    expect((await add()).document.database).toBeNull()
    const { stdout } = await cli(at, 'site', 'check', 'school')
    expect(stdout).toMatch(
      /No database is named.*\n +scorm +no: web services do not tell when a status was reached\n/,
    )
    expect(stdout).toMatch(/ grade +by web services, a call for each course; without people who have left /)
    expect(stdout).toMatch(
      / quiz +by web services, a call for each participant of each quiz; without attempts of /,
    )
    const { document } = await cliJson<Check>(at, 'site', 'check', 'school')
    expect(document.datasets).toContainEqual({
      dataset: 'completion',
      way: 'services',
      missing: [],
      calls: expect.stringContaining('a call for each active participant'),
      leavesOut: expect.stringContaining('suspended'),
    })
    expect(document.datasets).toContainEqual({
      dataset: 'face-to-face',
      way: null,
      missing: [],
      why: 'no web service tells sign-ups',
    })
    expect(document.datasets).toContainEqual({
      dataset: 'enrolment',
      way: null,
      missing: [],
      why: 'web services tell neither methods nor times of enrolments',
    })
    standIn.installation.without.add('gradereport_user_get_grade_items')
    const lacking = await cli(at, 'site', 'check', 'school')
    standIn.installation.without.clear()
    expect(lacking.stdout).toMatch(/ grade +no: .* lacks gradereport_user_get_grade_items\n/)
  })

  test('is not needed for grades, and a run says what is less sure of them', async () => {
    const { site } = standIn.installation
    const user = site.addUser({
      ...BLANK_USER,
      username: 'ada',
      firstname: 'Ada',
      lastname: 'Lee',
      email: 'ada@example.org',
      idnumber: 'N1',
    })
    const course = site.courses.insert({ ...site.courses.get(1)!, shortname: 'FIRE', categoryid: 1 })
    const key = `${user.id}:${course.id}`
    site.enrolments.set(key, { userid: user.id, courseid: course.id, status: 0, timestart: 0, timeend: 0 })
    const yesterday = Math.floor(Date.now() / 1000) - 86_400
    site.courseTotals.set(key, { grade: 7, min: 0, max: 10, time: yesterday })
    await cli(
      at,
      ...['export', 'add', 'grades', '--dataset', 'grade', '--site', 'school', '--set', 'timeZone=UTC'],
    )
    const ran = await cliJson<{ exports: object[] }>(at, 'export', 'run', 'grades', '--force')
    expect(ran).toMatchObject({
      status: 0,
      document: { exports: [{ finding: null, warnings: [{ code: 'RB-9099' }] }] },
    })
    const again = await cli(at, 'export', 'run', 'grades', '--force')
    expect(again.stderr).toMatch(/grades: RB-9099 1 grades were told by the web services/)
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
    expect(checked.stdout).toMatch(/user +can be read\n +course +can be read\n +enrolment +can be read\n/)
    expect(checked.stdout).toMatch(/imports +planned by web services alone: tag, tag_instance cannot be read/)
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
