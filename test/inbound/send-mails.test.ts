import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Hub } from '../../src/inbound/hub.ts'
import { countMails, listMails } from '../../src/inbound/read-mails.ts'
import { sendMails } from '../../src/inbound/send-mails.ts'
import { type MailTransport, smtpTransport } from '../../src/transport/smtp/smtp.ts'
import { answer, headers, type MailServer, mailServer } from '../transport/smtp/mail-server.ts'
import { anotherOrganisation, importFiles, type TestHub, testHub } from './test-hub.ts'

const SETTINGS = {
  newUserEmail: {
    enabled: true,
    subject: 'Welcome',
    template: '<p>Dear %%firstname%%, you are %%username%%. %%password%%</p>',
  },
  newEnrolmentEmail: { enabled: true, subject: 'A course', template: '<p>You take %%course_fullname%%.</p>' },
}

let main: Awaited<ReturnType<typeof testHub>>
let organisations = 0
beforeAll(async () => {
  main = await testHub()
})
afterAll(() => main[Symbol.asyncDispose]())

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** An organisation of its own for each test. */
async function organisation(): Promise<TestHub> {
  organisations += 1
  return { hub: main.hub, defaults: await anotherOrganisation(main.hub.store, `mails-${organisations}`) }
}

async function serve(...options: Parameters<typeof mailServer>): Promise<MailServer> {
  const server = await mailServer(...options)
  toClose.push(server.close)
  return server
}

function connect(port: number): MailTransport {
  const transport = smtpTransport({ host: '127.0.0.1', port, secure: 'none', from: 'rollbook@example.org' })
  toClose.push(transport.close)
  return transport
}

const PASSWORD = 'Geh3im!nisvoll'

function people(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `create,person${i},${PASSWORD},First${i},Last${i},person${i}@example.org,Graz`,
  )
  return ['action,username,password,firstname,lastname,email,city', ...rows, ''].join('\n')
}

async function importPeople(test: TestHub, count: number): Promise<number> {
  return importFiles(test, [{ name: 'user.csv', content: people(count) }], SETTINGS)
}

async function counts({ hub, defaults }: TestHub) {
  return hub.store.asOrganisation(defaults.organisationId, (tx) => countMails(tx))
}

async function mails({ hub, defaults }: TestHub) {
  return hub.store.asOrganisation(defaults.organisationId, (tx) => listMails(tx, { limit: 1000 }))
}

/** As if so much time had passed since. */
async function later({ hub, defaults }: TestHub, minutes: number): Promise<void> {
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    sql`update mail set queued_at = queued_at - make_interval(mins => ${minutes}),
      next_attempt_at = next_attempt_at - make_interval(mins => ${minutes})`.execute(db),
  )
}

function send({ hub, defaults }: TestHub, transport: MailTransport) {
  return sendMails(hub as Hub, defaults.organisationId, transport)
}

describe('the mails of an import', () => {
  test('are sent once, to new users and for new enrolments, and rejected records send none', async () => {
    const own = await organisation()
    const server = await serve()
    const transport = connect(server.port)
    const files = [
      {
        name: 'user.csv',
        content: `${people(2)}create,person1,${PASSWORD},Second,Namesake,other@example.org,Graz\n`,
      },
      { name: 'course.csv', content: 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n' },
      {
        name: 'enroll.csv',
        content:
          'action,username,context,instance,role\ncreate,person0,course,BIO,student\ncreate,nobody,course,BIO,student\n',
      },
    ]
    await importFiles(own, files, SETTINGS)
    expect(await send(own, transport)).toEqual({ sent: 3, refused: 0, postponed: 0, failed: 0 })
    expect(await send(own, transport)).toEqual({ sent: 0, refused: 0, postponed: 0, failed: 0 })

    const told = server.received.map(({ to, source }) => [to[0], headers(source, 'Subject')[0]]).sort()
    expect(told).toEqual([
      ['person0@example.org', 'A course'],
      ['person0@example.org', 'Welcome'],
      ['person1@example.org', 'Welcome'],
    ])
    expect(await counts(own)).toEqual({ queued: 0, sending: 0, sent: 3, refused: 0, failed: 0 })
    expect((await mails(own))[0]).toMatchObject({
      answer: '250 taken',
      attempts: 1,
      sentAt: expect.any(Date),
    })
  })

  test('are sent once also by two senders at the same time', async () => {
    const own = await organisation()
    const server = await serve()
    await importPeople(own, 130)
    const done = await Promise.all([send(own, connect(server.port)), send(own, connect(server.port))])
    expect(done[0].sent + done[1].sent).toBe(130)
    expect(server.received).toHaveLength(130)
    expect(new Set(server.received.map(({ to }) => to[0])).size).toBe(130)
  })

  test('of another organisation are left alone', async () => {
    const [own, other] = [await organisation(), await organisation()]
    const server = await serve()
    await importPeople(own, 1)
    expect(await send(other, connect(server.port))).toMatchObject({ sent: 0 })
    expect(await counts(own)).toMatchObject({ queued: 1 })
  })

  test('hold no password, and neither do the log and the tables', async () => {
    const own = await organisation()
    const server = await serve()
    const weak = 'weakone'
    const rows = `${people(2)}create,weak,${weak},Weak,One,weak@example.org,Graz\n`
    await importFiles(own, [{ name: 'user.csv', content: rows }], SETTINGS)
    expect(await send(own, connect(server.port))).toMatchObject({ sent: 2 })

    const conversation = server.received.map(({ source }) => source).join('\n')
    expect(conversation).toContain('person0')
    const dump = await everything(own)
    expect(dump).toContain('person0@example.org')
    for (const secret of [PASSWORD, weak]) {
      for (const text of [conversation, dump]) {
        expect(text).not.toContain(secret)
        expect(text).not.toContain(Buffer.from(secret).toString('base64'))
      }
    }
  })
})

describe('what the mail server answers', () => {
  test('"later" leaves a mail queued, with a longer wait each time', async () => {
    const own = await organisation()
    let busy = true
    const server = await serve({
      onRcptTo: (_address, _session, done) => done(busy ? answer(451, '4.7.1 greylisted') : null),
    })
    const transport = connect(server.port)
    await importPeople(own, 1)

    const waits: number[] = []
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      expect(await send(own, transport)).toMatchObject({ sent: 0, postponed: 1 })
      const [mail] = await mails(own)
      expect(mail).toMatchObject({ state: 'queued', attempts: attempt, sentAt: null })
      expect(mail!.answer).toMatch(/^RB-7007 .*greylisted/)
      expect(await send(own, transport)).toMatchObject({ postponed: 0 })
      const minutes = await minutesToNext(own)
      waits.push(minutes)
      await later(own, minutes + 1)
    }
    expect(waits).toEqual([1, 5, 15, 60, 240, 240, 240])
    busy = false
    expect(await send(own, transport)).toMatchObject({ sent: 1 })
    expect(server.received).toHaveLength(1)
  })

  test('"no" refuses one mail and lets the others pass', async () => {
    const own = await organisation()
    const server = await serve({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('person1@') ? answer(550, '5.1.1 no such mailbox') : null),
    })
    const transport = connect(server.port)
    await importPeople(own, 3)
    expect(await send(own, transport)).toEqual({ sent: 2, refused: 1, postponed: 0, failed: 0 })
    await later(own, 100_000)
    expect(await send(own, transport)).toEqual({ sent: 0, refused: 0, postponed: 0, failed: 0 })
    const refused = (await mails(own)).find(({ state }) => state === 'refused')
    expect(refused).toMatchObject({ to: 'person1@example.org', nextAttemptAt: null, sentAt: null })
    expect(refused!.answer).toMatch(/^RB-7006 .*550 5\.1\.1 no such mailbox/)
  })

  test('nothing: the rest is not even tried, and stays queued', async () => {
    const own = await organisation()
    const server = await mailServer()
    await server.close()
    await importPeople(own, 120)
    expect(await send(own, connect(server.port))).toMatchObject({ sent: 0, postponed: 50, failed: 0 })
    expect(await counts(own)).toMatchObject({ queued: 120 })
  })

  test('a mail that nobody takes for five days has failed, and keeps the last answer', async () => {
    const own = await organisation()
    const server = await serve({
      onRcptTo: (_address, _session, done) => done(answer(451, '4.7.1 greylisted')),
    })
    const transport = connect(server.port)
    await importPeople(own, 1)
    await send(own, transport)
    await later(own, 119 * 60)
    expect(await send(own, transport)).toMatchObject({ postponed: 1, failed: 0 })
    await later(own, 61)
    expect(await send(own, transport)).toEqual({ sent: 0, refused: 0, postponed: 0, failed: 1 })
    const [mail] = await mails(own)
    expect(mail!.answer).toMatch(/^RB-7011 .*RB-7007 .*greylisted/)
    expect(await counts(own)).toMatchObject({ failed: 1, queued: 0 })
  })
})

describe('a sender that is gone', () => {
  test('leaves a mail that another one sends after a while, and an old answer then counts no more', async () => {
    const own = await organisation()
    const server = await serve()
    const transport = connect(server.port)
    await importPeople(own, 1)
    const late = Promise.withResolvers<Awaited<ReturnType<MailTransport['send']>>>()
    const slow = send(own, { ...transport, send: () => late.promise })
    await expect.poll(() => counts(own)).toMatchObject({ sending: 1 })

    expect(await send(own, transport)).toMatchObject({ sent: 0 })
    await later(own, 11)
    expect(await send(own, transport)).toMatchObject({ sent: 1 })
    late.resolve({
      result: 'refused',
      finding: { code: 'RB-7006', message: 'an answer from long ago' },
    })
    await slow
    expect(await counts(own)).toMatchObject({ sent: 1, refused: 0 })
  })
})

async function minutesToNext({ hub, defaults }: TestHub): Promise<number> {
  const { rows } = await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    sql<{ minutes: number }>`
      select ceil(extract(epoch from next_attempt_at - clock_timestamp()) / 60)::integer as minutes from mail`.execute(
      db,
    ),
  )
  return rows[0]!.minutes
}

/** All rows that the organisation has, in all tables. */
async function everything({ hub, defaults }: TestHub): Promise<string> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
    const rows: string[] = []
    for (const { name } of tables) {
      if (name === 'rollbook_migration') continue
      const { rows: found } = await sql`select * from ${sql.table(name)}`.execute(db)
      rows.push(JSON.stringify(found))
    }
    return rows.join('\n')
  })
}
