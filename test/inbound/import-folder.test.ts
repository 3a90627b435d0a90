import { appendFile, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feedSettingsOf } from '../../src/formats/feed-settings.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { collectFolder, startFromFolder } from '../../src/inbound/import-folder.ts'
import { readRun } from '../../src/inbound/read-runs.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import { refused } from '../support/refused.ts'
import { anotherOrganisation, type TestHub, testHub } from './test-hub.ts'

let main: Awaited<ReturnType<typeof testHub>>
let own: TestHub
let folder: string
let organisations = 0
beforeAll(async () => {
  main = await testHub()
})
afterAll(() => main[Symbol.asyncDispose]())

/** An organisation for each test, whose feed has an empty folder. */
beforeEach(async () => {
  organisations += 1
  own = { hub: main.hub, defaults: await anotherOrganisation(main.hub.store, `folder-${organisations}`) }
  folder = join(main.hub.dataFolder, 'organisations', `${own.defaults.organisationId}`, 'in')
  await mkdir(folder, { recursive: true })
})

const SETTINGS = { importPath: '/in' }
const USERS = 'action,username,password,firstname,lastname,email,city\n'
const JANE = 'create,jdoe,Geh3im!nisvoll,Jane,Doe,jdoe@example.org,Graz\n'
const COURSES = 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n'

function request() {
  const { organisationId, feedId } = own.defaults
  return { organisationId, feedId, kind: 'import', settings: SETTINGS, verify: false, again: false } as const
}

/** A file whose writer is done since long. */
async function put(name: string, content: string): Promise<void> {
  await writeFile(join(folder, name), content)
  await utimes(join(folder, name), 1_700_000_000, 1_700_000_000)
}

async function carriedOut(): Promise<{ state: string; files: readonly string[]; counts: object } | null> {
  const { runId } = await startFromFolder(own.hub, request())
  if (runId === null) return null
  const { organisationId } = own.defaults
  await executeRun(own.hub, organisationId, runId)
  const { run } = await own.hub.store.asOrganisation(organisationId, (tx) => readRun(tx, runId))
  return run
}

function collect() {
  return collectFolder(own.hub, own.defaults.organisationId, own.defaults.feedId, feedSettingsOf(SETTINGS))
}

async function left(): Promise<string[]> {
  const { organisationId, feedId } = own.defaults
  const intake = join(main.hub.dataFolder, 'intake', `${organisationId}`, `${feedId}`)
  const entries = await readdir(intake, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.map(({ name }) => name)
}

describe('files in the folder of a feed', () => {
  test('are taken by their exact names, in one run, and are gone afterwards', async () => {
    await put('user.csv', USERS + JANE)
    await put('course.csv', COURSES)
    for (const name of ['User.csv', 'users.csv', 'user.csv.part', 'enroll.csv.tmp']) await put(name, USERS)
    const run = await carriedOut()
    expect(run).toMatchObject({
      state: 'succeeded',
      files: ['user.csv', 'course.csv'],
      counts: { created: 2 },
    })
    expect((await readdir(folder)).sort()).toEqual([
      'User.csv',
      'enroll.csv.tmp',
      'user.csv.part',
      'users.csv',
    ])
    expect(await left()).toEqual([])
    expect(await carriedOut()).toBeNull()
  })

  test('may have other names, which say what they hold', async () => {
    await put('people.csv', USERS + JANE)
    await put('user.csv', 'not looked at')
    const settings = { ...SETTINGS, userFile: 'people.csv', enrolmentFile: '' }
    const { runId, lookedFor } = await startFromFolder(own.hub, { ...request(), settings })
    expect(runId).not.toBeNull()
    expect(lookedFor.map((path) => path.slice(folder.length + 1))).toEqual(['people.csv', 'course.csv'])
    expect(await readdir(folder)).toEqual(['user.csv'])
  })

  test('may be packages: the first that fits is taken, kind by its header, the others by the next import', async () => {
    await put('people-20260102.csv', USERS)
    await put('people-20260101.csv', USERS + JANE)
    for (const name of ['people-3.csv.part', '.people-4.csv', 'people.csv', 'other-people-1.csv'])
      await put(name, USERS)
    const look = () =>
      collectFolder(own.hub, own.defaults.organisationId, own.defaults.feedId, {
        ...feedSettingsOf(SETTINGS),
        packageFile: 'people-*.csv',
      })
    const { files, waiting, lookedFor } = await look()
    expect(files.map(({ path, kind }) => [path.slice(path.lastIndexOf('/') + 1), kind])).toEqual([
      ['people-20260101.csv', undefined],
    ])
    expect(waiting).toEqual([
      { path: join(folder, 'people-20260102.csv'), why: 'it comes after another one' },
    ])
    expect(lookedFor).toContain(join(folder, 'people-*.csv'))
    expect(await readdir(folder)).not.toContain('people-20260101.csv')
  })

  test('are no files of the feed where there is no folder', async () => {
    const settings = { importPath: '/not/there' }
    expect(await startFromFolder(own.hub, { ...request(), settings })).toMatchObject({
      runId: null,
      waiting: [],
    })
  })

  test('stay as long as somebody writes to them, while the others are taken', async () => {
    await put('user.csv', USERS)
    await put('course.csv', COURSES)
    const looking = startFromFolder(own.hub, request())
    const writing = setInterval(() => void appendFile(join(folder, 'user.csv'), JANE), 50)
    const { runId, waiting } = await looking.finally(() => clearInterval(writing))
    expect(waiting).toEqual([{ path: join(folder, 'user.csv'), why: 'it is still being written' }])
    const { run } = await own.hub.store.asOrganisation(own.defaults.organisationId, (tx) =>
      readRun(tx, runId!),
    )
    expect(run.files).toEqual(['course.csv'])
    expect(await readdir(folder)).toEqual(['user.csv'])
  })

  test('that are links are not followed', async () => {
    await writeFile(join(main.hub.dataFolder, 'secret.csv'), USERS + JANE)
    await symlink(join(main.hub.dataFolder, 'secret.csv'), join(folder, 'user.csv'))
    const { runId, waiting } = await startFromFolder(own.hub, request())
    expect(runId).toBeNull()
    expect(waiting).toMatchObject([{ why: 'it is no plain file' }])
  })

  test('stay where they are while the log folder cannot be written', async () => {
    await put('user.csv', USERS + JANE)
    const settings = { ...SETTINGS, logPath: '/in/user.csv' }
    expect(await refused(startFromFolder(own.hub, { ...request(), settings }))).toMatchObject({
      code: 'RB-5040',
    })
    expect(await readdir(folder)).toEqual(['user.csv'])
  })

  test('are looked at and left by a plan', async () => {
    await put('user.csv', USERS + JANE)
    const { runId } = await startFromFolder(own.hub, { ...request(), kind: 'plan' })
    expect(runId).not.toBeNull()
    expect(await readdir(folder)).toEqual(['user.csv'])
  })
})

describe('a file that is refused as a whole', () => {
  test('goes into the folder failed, once, with the reason beside it', async () => {
    await put('user.csv', 'username,password\njdoe,Geh3im!nisvoll\n')
    await put('course.csv', COURSES)
    expect(await carriedOut()).toMatchObject({ state: 'succeeded' })
    const failed = await readdir(join(folder, 'failed'))
    expect(failed).toHaveLength(2)
    const [name, reason] = failed.sort()
    expect(name).toMatch(/^run-\d+-user\.csv$/)
    expect(reason).toBe(`${name}.txt`)
    expect(await readFile(join(folder, 'failed', name!), 'utf8')).toContain('jdoe')
    expect(await readFile(join(folder, 'failed', reason!), 'utf8')).toMatch(/^RB-1042 .*action/)
    expect(await carriedOut()).toBeNull()
    expect(await left()).toEqual([])
  })

  test('only because it was imported before is just taken away', async () => {
    await put('user.csv', USERS + JANE)
    await carriedOut()
    await put('user.csv', USERS + JANE)
    const run = await carriedOut()
    expect(run).toMatchObject({ counts: {} })
    expect(await readdir(folder)).toEqual([])
  })

  test('never overwrites what a link in the folder failed points to', async () => {
    const precious = join(main.hub.dataFolder, 'precious')
    await mkdir(precious)
    await symlink(precious, join(folder, 'failed'))
    await put('user.csv', 'nonsense\n')
    expect(await refused(startFromFolder(own.hub, request()))).toMatchObject({ code: 'RB-8006' })
    expect(await readdir(precious)).toEqual([])
  })
})

describe('a process that ends at any moment', () => {
  test('after the files were moved: the next one imports them', async () => {
    await put('user.csv', USERS + JANE)
    await collect()
    expect(await readdir(folder)).toEqual([])
    await put('user.csv', `${USERS}${JANE.replaceAll('jdoe', 'second')}`)
    expect(await carriedOut()).toMatchObject({ counts: { created: 1 } })
    expect(await carriedOut()).toMatchObject({ counts: { created: 1 } })
    expect(await left()).toEqual([])
  })

  test('after the run was made: the next one imports nothing again, and puts aside what was refused', async () => {
    await put('user.csv', USERS + JANE)
    await put('course.csv', 'nonsense\n')
    const { intake, files } = await collect()
    const runId = await startRun(own.hub, { ...request(), files, intake: intake! })
    expect(await carriedOut()).toBeNull()
    expect(await left()).toEqual([])
    expect((await readdir(join(folder, 'failed'))).sort()).toEqual([
      `run-${runId}-course.csv`,
      `run-${runId}-course.csv.txt`,
    ])
  })

  test('and a file that grew after it was archived is not lost', async () => {
    await put('user.csv', USERS)
    const { intake, files } = await collect()
    await startRun(own.hub, { ...request(), files, intake: intake! })
    await appendFile(files[0]!.path, JANE)
    expect(await carriedOut()).toMatchObject({ counts: { created: 1 } })
  })

  test('two at once: one imports the files, the other is told so', async () => {
    await put('user.csv', USERS + JANE)
    const { intake, files } = await collect()
    const both = [1, 2].map(() => startRun(own.hub, { ...request(), files, intake: intake! }))
    const settled = await Promise.allSettled(both)
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { reason } = settled.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(reason).toMatchObject({ finding: { code: 'RB-5042' } })
  })
})
