import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addAccount, findAccount } from '../../src/access/accounts/account.ts'
import { readAudit } from '../../src/access/accounts/audit.ts'
import { readKeys } from '../../src/access/accounts/key.ts'
import { bytesOf, endOfDay, keysIn } from '../../src/cli/account/values.ts'
import { serveSftp } from '../../src/cli/sftp/serve.ts'
import { ed25519Pair } from '../../src/transport/sftp/key-pair.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { newAccount } from '../access/new-account.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cliJson, inPlace, place } from './cli.ts'
import { startSftp } from './sftp-server.ts'
import { signedIn } from './signed-in.ts'

const KEYS = ed25519Pair()

test('an account is added, shown and rotated; its password is shown once', async () => {
  await using here = await place()
  await using files = await temporaryFolder()
  const keyFile = join(files.path, 'key.pub')
  await writeFile(keyFile, KEYS.public)
  expect((await cliJson(here, 'organisation', 'add', 'north', '--title', 'North College')).status).toBe(0)
  const added = await cliJson<{ password: string }>(
    here,
    ...['account', 'add', 'north-hr', '--organisation', 'north', '--key', keyFile, '--password'],
    ...['--allow', '192.0.2.0/24', '198.51.100.7', '--expires', '2027-08-31', '--quota', '500MB', '--legacy'],
  )
  expect(added.document.password).toMatch(/^[\w-]{27}$/)
  const shown = await cliJson<object>(here, 'account', 'show', 'north-hr', '--organisation', 'north')
  expect(shown.document).toMatchObject({
    login: 'north-hr',
    password: true,
    allowedAddresses: ['192.0.2.0/24', '198.51.100.7'],
    expiresAt: '2027-09-01T00:00:00.000Z',
    quota: 500_000_000,
    legacyAlgorithms: true,
    filesInHome: true,
  })
  expect(JSON.stringify(shown.document)).not.toContain(added.document.password)
  const rotated = await cliJson<{ password: string }>(
    here,
    ...['account', 'rotate', 'north-hr', '--organisation', 'north', '--password'],
  )
  expect(rotated.document.password).not.toBe(added.document.password)
}, 90_000)

test('days and sizes are read as people write them, and refused when they are none', async () => {
  expect(endOfDay('2028-02-29')).toEqual(new Date('2028-03-01T00:00:00Z'))
  expect(['1kB', '500MB', '2 GB', '1TB'].map(bytesOf)).toEqual([1e3, 5e8, 2e9, 1e12])
  for (const text of ['2027-02-29', '2027-2-1', '31.08.2027', '']) {
    expect((await refused(Promise.try(() => endOfDay(text)))).code).toBe('RB-7306')
  }
  for (const text of ['much', '10', '1.5GB', '-1MB', '10gb']) {
    expect((await refused(Promise.try(() => bytesOf(text)))).code).toBe('RB-7307')
  }
  expect((await refused(keysIn(['no-such-file.pub']))).code).toBe('RB-1001')
})

test('what is sent is answered by a receipt, or beside it in check, and is on record', async () => {
  await using here = await place()
  await inPlace(here, async (hub, { organisationId }) => {
    await addKeyHolder(hub.store, organisationId)
    const failures: unknown[] = []
    const serving = await serveSftp(hub, { address: '127.0.0.1', port: 0 }, (error) => failures.push(error))
    const client = await signedIn(serving.port, 'holder', KEYS.private)
    const good =
      'action,username,email,firstname,lastname,city,country\ncreate,ann,ann@example.org,Ann,Lee,York,GB\n'
    await client.put('/inbox/user.csv', good)
    await client.put('/inbox/user.csv.part', good)
    await client.put('/check/user.csv', 'action,username,email\nexplode,ann,ann@example.org\n')
    await client.put('/inbox/nothing.csv', '')
    await serving.settle()
    const receipts = (await client.list('/receipts')).filter((name) => name.endsWith('.json'))
    expect(receipts.map((name) => name.replace(/^\d{8}T\d{9}Z-/, '')).sort()).toEqual([
      'nothing.csv.receipt.json',
      'user.csv.receipt.json',
    ])
    const receipt = receipts.find((name) => name.includes('user.csv'))!
    expect(JSON.parse(await client.get(`/receipts/${receipt}`))).toMatchObject({
      file: 'user.csv',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      result: 'wellMade',
      files: [{ name: 'user.csv', format: 'datahub-csv', kind: 'user', records: 1, refused: 0 }],
    })
    expect((await client.list('/check')).sort()).toEqual([
      'user.csv',
      'user.csv.check.csv',
      'user.csv.check.json',
    ])
    const answer = await client.get('/check/user.csv.check.csv')
    expect(answer).toMatch(/^file,line,code,field,message\r\nuser\.csv,2,RB-\d{4},/)
    expect(answer).not.toContain(here.dataFolder)
    client.end()
    await serving[Symbol.asyncDispose]()
    expect(failures).toEqual([])
    const entries = await hub.store.asOrganisation(organisationId, (tx) =>
      readAudit(tx, organisationId, { login: 'holder', most: 100 }),
    )
    const actions = entries.map(({ action, path }) => `${action} ${path ?? ''}`.trim())
    expect(actions).toEqual(
      expect.arrayContaining(['login', 'arrived /inbox/user.csv', 'checked /check/user.csv', 'logout']),
    )
    expect(actions.at(0)).toBe('logout')
    // The site is as it was: nothing that is sent is carried out yet.
    const { count } = await hub.store.asOrganisation(organisationId, ({ db }) =>
      db
        .selectFrom('run')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    )
    expect(Number(count)).toBe(0)
  })
})

test('what arrived before the server ended is answered when it starts again, and not twice', async () => {
  await using here = await place()
  await inPlace(here, async (hub, { organisationId }) => {
    await addKeyHolder(hub.store, organisationId)
    const { id } = (await findAccount(hub.store, 'holder'))!
    const folder = join(hub.dataFolder, 'files', String(organisationId), 'accounts', String(id))
    await mkdir(join(folder, 'inbox'), { recursive: true })
    await writeFile(join(folder, 'inbox', 'user.csv'), 'action,username\n')
    const receipts: { name: string; at: number }[][] = []
    for (let start = 0; start < 2; start++) {
      await using serving = await serveSftp(hub, { address: '127.0.0.1', port: 0 }, (error) => {
        throw error
      })
      await serving.settle()
      const client = await signedIn(serving.port, 'holder', KEYS.private)
      const names = await client.list('/receipts')
      client.end()
      const at = async (name: string) => (await stat(join(folder, 'receipts', name))).mtimeMs
      receipts.push(await Promise.all(names.map(async (name) => ({ name, at: await at(name) }))))
    }
    expect(receipts[0]).toHaveLength(2)
    expect(receipts[1]).toEqual(receipts[0])
  })
})

test('the server says where it listens and which keys it has, and ends in peace when it is told to', async () => {
  await using here = await place()
  await inPlace(here, async (hub, { organisationId }) => {
    await addKeyHolder(hub.store, organisationId)
    await mkdir(outboxFolder(hub.dataFolder, organisationId), { recursive: true })
    await writeFile(join(outboxFolder(hub.dataFolder, organisationId), 'SCORM20260330.csv'), 'x')
  })
  const server = await startSftp(here)
  expect(server.hostKeys.map(({ type }) => type)).toEqual(['ssh-ed25519', 'ssh-rsa'])
  const client = await signedIn(server.port, 'holder', KEYS.private)
  expect(await client.get('/SCORM20260330.csv')).toBe('x')
  const { status, said } = await server.end()
  expect(status, said).toBe(0)
  const log = await cliJson<{ entries: { action: string; path: string | null }[] }>(
    here,
    'account',
    'log',
    'holder',
  )
  expect(log.document.entries.map(({ action }) => action).sort()).toEqual([
    'collected',
    'login',
    'logout',
    'sent',
  ])
  expect(log.document.entries.find(({ action }) => action === 'collected')?.path).toBe(
    '/outbox/SCORM20260330.csv',
  )
  expect(await readFile(join(here.dataFolder, 'sftp', 'host-ed25519'), 'utf8')).toContain('PRIVATE KEY')
}, 90_000)

async function addKeyHolder(store: Parameters<typeof findAccount>[0], organisationId: number): Promise<void> {
  await addAccount(store, organisationId, newAccount('holder', { keys: readKeys(KEYS.public) }), Date.now())
}
