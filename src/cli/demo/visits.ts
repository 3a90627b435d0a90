import { type AuditEntry, readAudit } from '../../access/accounts/audit.ts'
import type { Serving } from '../sftp/serve.ts'
import { table } from '../table.ts'
import { instantText } from '../times.ts'
import type { HubContext } from '../with-hub.ts'
import type { MadeOrganisation } from './organisations.ts'
import type { SftpProgram } from './sftp/program.ts'
import { collectedBy, LOOPBACK, meet } from './sftp/receiver.ts'
import type { DemoStep } from './step.ts'

/** Of a collected file: its headings and two rows. */
const FIRST_LINES = 3
const MOST_ENTRIES = 100

/** Each organisation comes for its files. */
export async function collecting(
  made: readonly MadeOrganisation[],
  server: Serving,
  program: SftpProgram,
): Promise<DemoStep> {
  const files: { organisation: string; name: string; firstLines: string[] }[] = []
  for (const { name: organisation, receiver } of made) {
    await meet(receiver, server)
    await program.collect(receiver, server)
    for (const { name, text } of await collectedBy(receiver)) {
      const lines = text.trimEnd().split(/\r?\n/)
      files.push({ organisation, name, firstLines: lines.slice(0, FIRST_LINES) })
    }
  }
  const asked = made.map(({ receiver }) => `$ sftp -P ${server.port} ${receiver.login}@${LOOPBACK}\n`)
  return {
    title: `Each collects its files with ${program.name}; how they begin`,
    document: { program: program.name, files },
    text: `${asked.join('')}\n${table(
      [{ title: 'collected by' }, { title: 'file' }, { title: 'first lines' }],
      files.flatMap(({ organisation, name, firstLines }) =>
        firstLines.map((line, index) => (index === 0 ? [organisation, name, line] : ['', '', line])),
      ),
    )}`,
  }
}

/** The last organisation tries all ways to a file that only the first one has. */
export async function stealing(
  made: readonly MadeOrganisation[],
  server: Serving,
  program: SftpProgram,
): Promise<DemoStep> {
  const victim = made[0]!
  const { title, name: thief, receiver } = made.at(-1)!
  const own = new Set((await collectedBy(receiver)).map(({ name }) => name))
  const wanted = (await collectedBy(victim.receiver)).find(({ name }) => !own.has(name))!.name
  const tries = [
    { login: thief, path: `outbox/${wanted}` },
    { login: thief, path: `outbox/../../${victim.id}/outbox/${wanted}` },
    { login: victim.name, path: `outbox/${wanted}` },
  ]
  const attempts: { login: string; path: string; refused: string | null }[] = []
  for (const { login, path } of tries) {
    attempts.push({ login, path, refused: await program.tryToGet(receiver, server, login, path) })
  }
  return {
    title: `${title} try to get a file of ${victim.title}, and are refused`,
    document: { attempts },
    text: table(
      [{ title: 'signing in as' }, { title: 'get' }, { title: 'answer' }],
      attempts.map(({ login, path, refused }) => [login, path, refused ?? 'here it is']),
    ),
  }
}

/** Who did what with the accounts, and when. */
export async function onRecord({ hub }: HubContext, made: readonly MadeOrganisation[]): Promise<DemoStep> {
  const entries: AuditEntry[] = []
  for (const { id, name: login } of made) {
    const found = await hub.store.asOrganisation(id, (tx) => readAudit(tx, id, { login, most: MOST_ENTRIES }))
    entries.push(...found.reverse())
  }
  // To be read: `collected` says more than that it was sent, and a sign-off nothing.
  const shown = entries.filter(({ action }) => action !== 'sent' && action !== 'logout')
  return {
    title: 'Who collected what and when is on record',
    document: { entries },
    text: table(
      [
        { title: 'time' },
        { title: 'account' },
        { title: 'what' },
        { title: 'path' },
        { title: 'bytes', align: 'right' },
        { title: 'detail' },
      ],
      shown.map(({ at, login, action, path, size, detail }) => [
        instantText(at),
        login,
        action,
        path,
        size,
        detail,
      ]),
    ),
  }
}
