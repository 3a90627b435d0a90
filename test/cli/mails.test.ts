import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { type MailServer, mailServer } from '../transport/smtp/mail-server.ts'
import { environment, inPlace, MAIN, type Place, place, ROOT } from './cli.ts'

/** The program is started four times. */
const TIMEOUT = 120_000
const SETTINGS = {
  newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%firstname%%</p>' },
}
const HEADER = 'action,username,password,firstname,lastname,email,city\n'
const PASSWORD = 'Geh3im!nisvoll'

test(
  'an import from the feed’s folder sends its mails, or says how to send them',
  async () => {
    await using where = await place()
    const server = await mailServer()
    await inPlace(where, ({ store }) =>
      store.asHouse(({ db }) =>
        db
          .updateTable('feed')
          .set({ settings: JSON.stringify(SETTINGS) })
          .execute(),
      ),
    )
    const folder = join(where.dataFolder, 'datahub', 'dhimport_version1')
    await mkdir(folder, { recursive: true })

    await put(folder, 'first')
    const queued = await rollbook(where, null, 'import')
    expect(queued.said).toContain('Mails: 1 queued. No mail server is set up (ROLLBOOK_SMTP_URL)')
    expect(queued.status).toBe(0)
    expect(await readdir(folder)).toEqual([])
    const unsent = await rollbook(where, null, 'mails', 'send')
    expect(unsent).toMatchObject({ status: 1, said: expect.stringContaining('RB-7012') })

    await put(folder, 'second')
    const sent = await rollbook(where, server, 'import')
    expect(sent.said).toContain('Mails: 1 sent\n')
    expect(server.received.map(({ to }) => to[0]).sort()).toEqual(['first@example.org', 'second@example.org'])
    const listed = await rollbook(where, server, 'mails', '--json')
    expect(JSON.parse(listed.said)).toMatchObject({
      counts: { sent: 2, queued: 0 },
      mails: [{ to: 'second@example.org', state: 'sent', answer: '250 taken' }, { to: 'first@example.org' }],
    })
    for (const { said } of [queued, unsent, sent, listed]) expect(said).not.toContain(PASSWORD)
    await server.close()
  },
  TIMEOUT,
)

/** A file whose writer is done since long. */
async function put(folder: string, name: string): Promise<void> {
  const path = join(folder, 'user.csv')
  await writeFile(path, `${HEADER}create,${name},${PASSWORD},First,Last,${name}@example.org,Graz\n`)
  await utimes(path, 1_700_000_000, 1_700_000_000)
}

/** Runs the program, and gives all that it said. */
async function rollbook(
  where: Place,
  server: MailServer | null,
  ...args: string[]
): Promise<{ status: number; said: string }> {
  const smtp = server && {
    ROLLBOOK_SMTP_URL: `smtp://127.0.0.1:${server.port}?secure=none`,
    ROLLBOOK_SMTP_FROM: 'rollbook@example.org',
  }
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...environment(where), ...smtp },
  })
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { status: status as number, said: out + err }
}
