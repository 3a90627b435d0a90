import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { hubOn } from '../../src/cli/open-hub.ts'
import { ensureDefaults } from '../../src/config/first-setup.ts'
import { countMails } from '../../src/inbound/read-mails.ts'
import { sendMails } from '../../src/inbound/send-mails.ts'
import { openStore } from '../../src/store/open.ts'
import { smtpTransport } from '../../src/transport/smtp/smtp.ts'
import { testDatabase } from '../support/engines.ts'
import { runProgram } from '../support/program.ts'
import { headers, mailServer } from '../transport/smtp/mail-server.ts'
import { importFiles, TEST_KEY } from './test-hub.ts'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** The database is opened three times, which takes PGlite seconds on a busy machine. */
const TIMEOUT = 120_000

test(
  'a mail whose sender is killed before it writes down the answer comes again, under the same Message-ID',
  async () => {
    const database = await testDatabase()
    toClose.push(database.remove)
    const server = await mailServer()
    toClose.push(server.close)
    const defaults = await withHub(database, async (hub) => {
      const own = { hub, defaults: await ensureDefaults(hub.store) }
      const header = 'action,username,password,firstname,lastname,email,city\n'
      const content = `${header}create,jdoe,Geh3im!nisvoll,Jane,Doe,jdoe@example.org,Graz\n`
      await importFiles(own, [{ name: 'user.csv', content }], {
        newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%firstname%%</p>' },
      })
      return own.defaults
    })
    const { organisationId } = defaults

    {
      const { dataFolder, databaseUrl = '' } = database
      const program = new URL('./programs/send-one.ts', import.meta.url)
      await using sender = runProgram(program, dataFolder, databaseUrl, `${organisationId}`, `${server.port}`)
      expect(await sender.line()).toBe('sent')
      await sender.end('SIGKILL')
    }

    await withHub(database, async (hub) => {
      const transport = smtpTransport({
        host: '127.0.0.1',
        port: server.port,
        secure: 'none',
        from: 'rollbook@example.org',
      })
      const counts = () => hub.store.asOrganisation(organisationId, (tx) => countMails(tx))
      expect(await counts()).toMatchObject({ sending: 1, sent: 0 })
      expect(await sendMails(hub, organisationId, transport)).toMatchObject({ sent: 0 })
      await hub.store.asOrganisation(organisationId, ({ db }) =>
        sql`update mail set next_attempt_at = next_attempt_at - interval '11 minutes'`.execute(db),
      )
      expect(await sendMails(hub, organisationId, transport)).toMatchObject({ sent: 1 })
      expect(await counts()).toMatchObject({ sending: 0, sent: 1 })
      transport.close()
    })

    const ids = server.received.map(({ source }) => headers(source, 'Message-ID')[0])
    expect(ids).toHaveLength(2)
    expect(ids[0]).toMatch(/^<.+>$/)
    expect(ids[1]).toBe(ids[0])
  },
  TIMEOUT,
)

async function withHub<T>(
  database: Awaited<ReturnType<typeof testDatabase>>,
  work: (hub: ReturnType<typeof hubOn>) => Promise<T>,
): Promise<T> {
  const { dataFolder, databaseUrl } = database
  await using hub = hubOn(await openStore({ dataFolder, databaseUrl }), dataFolder, TEST_KEY)
  return await work(hub)
}
