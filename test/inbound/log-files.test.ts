import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { applyPlan } from '../../src/inbound/apply-plan.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import { countMails, listMails } from '../../src/inbound/read-mails.ts'
import { readRun } from '../../src/inbound/read-runs.ts'
import { sendMails } from '../../src/inbound/send-mails.ts'
import { startRun } from '../../src/inbound/start-run.ts'
import { smtpTransport } from '../../src/transport/smtp/smtp.ts'
import { refused } from '../support/refused.ts'
import { headers, mailServer } from '../transport/smtp/mail-server.ts'
import { anotherOrganisation, importFiles, type Sent, send, type TestHub, testHub } from './test-hub.ts'

let main: Awaited<ReturnType<typeof testHub>>
let own: TestHub
let folder: string
let organisations = 0
beforeAll(async () => {
  main = await testHub()
})
afterAll(() => main[Symbol.asyncDispose]())

/** An organisation for each test, with a site in another zone than this machine. */
beforeEach(async () => {
  organisations += 1
  const { store, dataFolder } = main.hub
  own = { hub: main.hub, defaults: await anotherOrganisation(store, `logs-${organisations}`) }
  await store.asHouse(({ db }) =>
    sql`update site set facts = facts || '{"timezone": "Asia/Kolkata"}' where id = ${own.defaults.siteId}`.execute(
      db,
    ),
  )
  folder = join(dataFolder, 'organisations', `${own.defaults.organisationId}`, 'logs')
})

const LOGS = { logPath: '/logs' }
const USERS: Sent = {
  name: 'people of today.csv',
  content: [
    'action,username,password,firstname,lastname,email,city,colour',
    'create,jdoe,Geh3im!nisvoll,Jane,Doe,jdoe@example.org,Graz,',
    'create,weak,hushhush,Weak,One,weak@example.org,Graz,',
    'delete,nobody,,,,,,',
    '',
  ].join('\n'),
}
const COURSES: Sent = {
  name: 'course.csv',
  content: 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n',
}

async function told(runId: number) {
  return own.hub.store.asOrganisation(own.defaults.organisationId, (tx) => readRun(tx, runId))
}

describe('the log files of a run', () => {
  test('are there when the feed has a folder for them, a line for each record', async () => {
    await importFiles(own, [COURSES, USERS, { name: 'bad.csv', content: 'nonsense\n' }], LOGS)
    const names = (await readdir(folder)).sort()
    expect(names).toEqual([
      'import_version1_manual_course_Sep_1_2026_113000.log',
      'import_version1_manual_file_Sep_1_2026_113000.log',
      'import_version1_manual_user_Sep_1_2026_113000.log',
    ])
    const [course, bad, user] = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    const time = '[Sep/01/2026 11:30:00 +0530]'
    expect(course).toBe(`${time} [course.csv line 2] Course "BIO": created, category made\n`)
    expect(bad).toMatch(/^\[Sep\/01\/2026 11:30:00 \+0530\] \[bad\.csv line 1\] .+\(RB-1052\)\n$/)
    const lines = user!.split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/\[people of today\.csv line 1\] .*colour.*\(RB-1045\)$/)
    expect(lines[1]).toBe(`${time} [people of today.csv line 2] User "jdoe": created`)
    expect(lines[2]).toMatch(/line 3\] user "weak": password/)
    expect(lines[3]).toMatch(/line 4\] user "nobody": No user/)
    expect(user).not.toContain('hushhush')
    expect(user).not.toContain('Geh3im!nisvoll')
  })

  test('have numbers when their name is taken', async () => {
    await importFiles(own, [COURSES, { ...COURSES, name: 'second.csv' }], LOGS)
    await importFiles(own, [COURSES], LOGS)
    const name = 'import_version1_manual_course_Sep_1_2026_113000'
    expect((await readdir(folder)).sort()).toEqual([`${name}.log`, `${name}_0.log`, `${name}_1.log`])
    expect(await readFile(join(folder, `${name}_0.log`), 'utf8')).toContain('[second.csv line 2]')
  })

  test('are written once also when the run is resumed after it had written them', async () => {
    const runId = await send(own, [COURSES], LOGS)
    const { organisationId } = own.defaults
    await executeRun(own.hub, organisationId, runId)
    await own.hub.store.asOrganisation(organisationId, ({ db }) =>
      sql`update run set state = 'running' where id = ${runId}`.execute(db),
    )
    await executeRun(own.hub, organisationId, runId)
    expect(await readdir(folder)).toHaveLength(1)
  })

  test('of a long file hold every line', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `create,C${i},Course ${i},Science`)
    await importFiles(
      own,
      [{ name: 'course.csv', content: ['action,shortname,fullname,category', ...rows, ''].join('\n') }],
      LOGS,
    )
    const [name] = await readdir(folder)
    const lines = (await readFile(join(folder, name!), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(2500)
    expect(lines.map((line) => /line (\d+)\]/.exec(line)?.[1])).toEqual(rows.map((_, i) => String(i + 2)))
  })

  test('are not there without the setting, nor for a file without records, nor for a plan', async () => {
    await importFiles(own, [COURSES])
    await importFiles(own, [{ name: 'none.csv', content: 'action,shortname,fullname,category\n' }], LOGS)
    const { organisationId, feedId } = own.defaults
    const path = join(own.hub.dataFolder, 'planned.csv')
    await writeFile(path, COURSES.content)
    const planId = await startRun(own.hub, {
      organisationId,
      feedId,
      kind: 'plan',
      files: [{ path }],
      settings: LOGS,
      verify: false,
      again: true,
    })
    await executeRun(own.hub, organisationId, planId)
    expect(await readdir(folder).catch(() => [])).toEqual([])
    await mkdir(folder, { recursive: true })
    await applyPlan(own.hub, organisationId, planId)
    expect(await readdir(folder)).toHaveLength(1)
  })

  test('that cannot be written keep any record from being processed', async () => {
    await mkdir(join(folder, '..'), { recursive: true })
    await writeFile(folder, 'in the way')
    expect(await refused(send(own, [COURSES], LOGS))).toMatchObject({ code: 'RB-5040', value: '/logs' })
    expect(await refused(send(own, [COURSES], { logPath: '../../archive' }))).toMatchObject({
      code: 'RB-8006',
    })
    const runs = await own.hub.store.asOrganisation(own.defaults.organisationId, ({ db }) =>
      db.selectFrom('run').select('id').execute(),
    )
    expect(runs).toEqual([])
  })

  test('that cannot be written at the end do not undo the run, which says so', async () => {
    const runId = await send(own, [COURSES], LOGS)
    await rm(folder, { recursive: true })
    await writeFile(folder, 'in the way')
    await executeRun(own.hub, own.defaults.organisationId, runId)
    const { run } = await told(runId)
    expect(run).toMatchObject({ state: 'succeeded', finding: { code: 'RB-5041' } })
    expect(run.finding!.message).toContain(`rollbook log ${runId}`)
  })
})

describe('the log mail of a run', () => {
  test('goes to each address with the logs as a zip; an address that is none is kept as refused', async () => {
    const server = await mailServer()
    const transport = smtpTransport({
      host: '127.0.0.1',
      port: server.port,
      secure: 'none',
      from: 'rollbook@example.org',
    })
    const logEmailRecipients = ' it@example.org, nobody at all,registry@example.org ,it@example.org,'
    const runId = await importFiles(own, [USERS, COURSES], { logEmailRecipients })
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
    const { organisationId } = own.defaults
    expect(await sendMails(own.hub, organisationId, transport)).toMatchObject({ sent: 2 })
    transport.close()
    await server.close()

    expect(server.received.map(({ to }) => to[0]).sort()).toEqual(['it@example.org', 'registry@example.org'])
    const { source } = server.received[0]!
    expect(headers(source, 'Subject')).toEqual([`Rollbook, run ${runId}: 2 records rejected`])
    expect(source).toContain('import_version1_manual_Sep_01_2026_113000.zip')
    const logs = await unzipped(attachmentOf(source))
    expect([...logs.keys()]).toEqual([
      '1_import_version1_manual_user_Sep_1_2026_113000.log',
      '2_import_version1_manual_course_Sep_1_2026_113000.log',
    ])
    expect([...logs.values()][1]).toContain('[course.csv line 2] Course "BIO": created')
    const whole = `${source}${[...logs.values()].join('')}`
    for (const secret of ['hushhush', 'Geh3im!nisvoll']) expect(whole).not.toContain(secret)

    const mails = await own.hub.store.asOrganisation(organisationId, (tx) => listMails(tx, { limit: 10 }))
    const bad = mails.find(({ state }) => state === 'refused')
    expect(bad).toMatchObject({ to: 'nobody at all', answer: expect.stringMatching(/^RB-7004 /) })
  })

  test('is queued once, and is not there without addresses', async () => {
    const { organisationId } = own.defaults
    const mails = () => own.hub.store.asOrganisation(organisationId, (tx) => countMails(tx))
    await importFiles(own, [COURSES], { logEmailRecipients: ' , ' })
    expect(await mails()).toMatchObject({ queued: 0 })
    const runId = await send(own, [COURSES], { logEmailRecipients: 'it@example.org' })
    const both = await Promise.allSettled([1, 2].map(() => executeRun(own.hub, organisationId, runId)))
    expect(both.map(({ status }) => status)).toContain('fulfilled')
    expect(await mails()).toMatchObject({ queued: 1 })
  })
})

/** The attachment of a mail, from its source. */
function attachmentOf(source: string): Buffer {
  const part = source.slice(source.indexOf('application/zip'))
  const body = part.slice(part.indexOf('\r\n\r\n') + 4)
  return Buffer.from(body.slice(0, body.indexOf('\r\n--')), 'base64')
}

async function unzipped(archive: Buffer): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const zip = await yauzl.fromBufferPromise(archive)
  for await (const entry of zip.eachEntry()) {
    found.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)))
  }
  return found
}
