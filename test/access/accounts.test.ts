import { chmod, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accountNamed,
  addAccount,
  changeAccount,
  findAccount,
  listAccounts,
  type NewAccount,
} from '../../src/access/accounts/account.ts'
import { readAudit, sftpAudit } from '../../src/access/accounts/audit.ts'
import { readKeys } from '../../src/access/accounts/key.ts'
import { hashPassword, madePassword, passwordVerifier } from '../../src/access/accounts/password.ts'
import { addOrganisation, listOrganisations, organisationNamed } from '../../src/config/organisations.ts'
import type { Store } from '../../src/store/store.ts'
import type { SftpNote } from '../../src/transport/sftp/host.ts'
import { hostKeys } from '../../src/transport/sftp/host-keys.ts'
import { ed25519Pair } from '../../src/transport/sftp/key-pair.ts'
import { testStore } from '../support/engines.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { newAccount } from './new-account.ts'

const KEYS = ed25519Pair()
const NOW = Date.UTC(2026, 8, 1, 12)

let store: Store
let north: number
let south: number
beforeAll(async () => {
  store = await testStore()
  north = await addOrganisation(store, 'north', 'North College')
  south = await addOrganisation(store, 'south', 'South College')
})
afterAll(() => store.close())

describe('organisations', () => {
  test('are there once for each name', async () => {
    expect((await store.asHouse(listOrganisations)).map(({ name }) => name)).toEqual(['north', 'south'])
    expect(await organisationNamed(store, 'south')).toEqual({
      id: south,
      name: 'south',
      title: 'South College',
    })
    expect((await refused(addOrganisation(store, 'north', 'x'))).code).toBe('RB-7311')
    expect((await refused(addOrganisation(store, '../x', 'x'))).code).toBe('RB-7310')
    expect(await refused(organisationNamed(store, 'west'))).toMatchObject({
      code: 'RB-7312',
      message: expect.stringContaining('north, south'),
    })
  })
})

describe('an account', () => {
  test('is found by its login alone, and listed by its organisation alone', async () => {
    await add(north, 'n1', { allowedAddresses: ['192.0.2.0/24'], outboundFolder: 'sub', quota: 5e9 })
    await add(south, 's1')
    const found = await findAccount(store, 'n1')
    expect(found).toMatchObject({
      organisationId: north,
      login: 'n1',
      keys: readKeys(KEYS.public),
      passwordHash: null,
      allowedAddresses: ['192.0.2.0/24'],
      expiresAt: null,
      disabled: false,
      legacyAlgorithms: false,
      quota: 5e9,
      outboundFolder: 'sub',
      filesInHome: true,
    })
    expect(await findAccount(store, 'none')).toBeNull()
    expect(await findAccount(store, "n1' or 'a'='a")).toBeNull()
    expect(await loginsSeenBy(north)).toEqual(['n1'])
    expect(await loginsSeenBy(south)).toEqual(['s1'])
  })

  test("cannot be seen or changed on another organisation's behalf, whatever the statement says", async () => {
    await add(north, 'guarded')
    const seen = await store.asOrganisation(south, ({ db }) =>
      db.selectFrom('account').select('login').where('login', '=', 'guarded').execute(),
    )
    expect(seen).toEqual([])
    await store.asOrganisation(south, ({ db }) =>
      db.updateTable('account').set({ disabled: true }).where('login', '=', 'guarded').execute(),
    )
    expect((await findAccount(store, 'guarded'))?.disabled).toBe(false)
    const theirs = store.asOrganisation(south, (tx) =>
      changeAccount(tx, south, 'guarded', { disabled: true }),
    )
    expect((await refused(theirs)).code).toBe('RB-7303')
  })

  test('is refused without a way in, with a login that is taken or none, and with odd values', async () => {
    await add(north, 'taken')
    expect((await refused(add(south, 'taken'))).code).toBe('RB-7302')
    expect((await refused(add(north, 'no-way-in', { keys: [] }))).code).toBe('RB-7308')
    for (const login of ['', 'A', '1a', 'a b', 'a/b', '../a', 'a'.repeat(33)]) {
      expect((await refused(add(north, login))).code).toBe('RB-7301')
    }
    expect((await refused(add(north, 'odd', { allowedAddresses: ['here'] }))).code).toBe('RB-7305')
    expect((await refused(add(north, 'odd', { outboundFolder: '../x' }))).code).toBe('RB-7202')
  })

  test('can be disabled, and given other keys and another password', async () => {
    await add(north, 'changing')
    const other = readKeys(ed25519Pair().public)
    for (const change of [{ disabled: true }, { keys: other }, { passwordHash: 'hash' }]) {
      await store.asOrganisation(north, (tx) => changeAccount(tx, north, 'changing', change))
    }
    expect(await store.asOrganisation(north, (tx) => accountNamed(tx, north, 'changing'))).toMatchObject({
      disabled: true,
      keys: other,
      passwordHash: 'hash',
    })
  })
})

describe('a key', () => {
  test('is read from a file of public keys, with its fingerprint', () => {
    const text = `# of the registrar\n\n${KEYS.public.trim()} registrar@example.org\r\n`
    expect(readKeys(text)).toMatchObject([
      {
        type: 'ssh-ed25519',
        fingerprint: expect.stringMatching(/^SHA256:.{43}$/),
        comment: 'registrar@example.org',
      },
    ])
  })

  test.each([
    ['a private key', KEYS.private],
    ['a short RSA key', ssh2.utils.generateKeyPairSync('rsa', { bits: 1024 }).public],
    ['an ECDSA key', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).public],
    ['a key with options', `command="id" ${KEYS.public}`],
    ['a damaged key', 'ssh-ed25519 AAAA'],
    ['a key of another kind than it says', KEYS.public.replace('ssh-ed25519', 'ssh-rsa')],
    ['any other text', 'hello'],
  ])('is refused when it is %s', async (_, text) => {
    const finding = await refused(Promise.try(() => readKeys(text)))
    expect(finding.code).toBe('RB-7304')
    expect(finding.message).not.toContain(KEYS.private.split('\n')[2])
  })
})

describe('a password', () => {
  test('matches its own hash alone, and nothing matches where there is none', async () => {
    const verify = passwordVerifier()
    const password = madePassword()
    const stored = await hashPassword(password)
    expect(stored).not.toContain(password)
    expect(await hashPassword(password)).not.toBe(stored)
    expect(await Promise.all([password, `${password} `, '', 'x'].map((one) => verify(one, stored)))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(await verify('', null)).toBe(false)
    expect(await verify(password, 'hmac1$a$b')).toBe(false)
  })
})

describe('the record', () => {
  test('has what happened, for the own organisation alone', async () => {
    await add(north, 'recorded')
    const account = (await findAccount(store, 'recorded'))!
    const audit = sftpAudit(store, (error) => expect(error).toBeNull())
    const note = { account, session: 's', address: '192.0.2.1', at: NOW }
    audit.note({ ...note, action: 'login', detail: 'password' })
    audit.note({ ...note, action: 'arrived', path: '/inbox/a.csv', size: 3, milliseconds: 7 })
    await audit.flush()
    const entries = await read(north, 'recorded')
    expect(entries).toMatchObject([
      { action: 'arrived', path: '/inbox/a.csv', size: 3, milliseconds: 7, at: new Date(NOW) },
      { action: 'login', detail: 'password', address: '192.0.2.1', path: null },
    ])
    expect(await read(south, 'recorded')).toEqual([])
  })

  test('says when a file was collected whole: in one piece, or in pieces of the same version', async () => {
    await add(north, 'collector')
    const account = (await findAccount(store, 'collector'))!
    const audit = sftpAudit(store, (error) => expect(error).toBeNull())
    const sent = (path: string, range: readonly [number, number], modifiedAt = NOW): SftpNote => ({
      ...{ account, session: 's', address: '192.0.2.1', at: NOW },
      ...{ action: 'sent', path, size: 100, range, modifiedAt },
    })
    audit.note(sent('/outbox/whole', [0, 100]))
    audit.note(sent('/outbox/begun', [0, 60]))
    audit.note(sent('/outbox/resumed', [0, 60]))
    audit.note(sent('/outbox/gap', [0, 50]))
    audit.note(sent('/outbox/changed', [0, 60]))
    audit.note({ ...sent('/outbox/empty', [0, 0]), size: 0 })
    await audit.flush()
    audit.note(sent('/outbox/resumed', [60, 100]))
    audit.note(sent('/outbox/gap', [60, 100]))
    audit.note(sent('/outbox/changed', [60, 100], NOW + 1))
    await audit.flush()
    const collected = (await read(north, 'collector')).filter(({ action }) => action === 'collected')
    expect(collected.map(({ path }) => path).sort()).toEqual([
      '/outbox/empty',
      '/outbox/resumed',
      '/outbox/whole',
    ])
  })

  test('takes what strangers name, whatever it is, and not more of it than it should', async () => {
    await add(north, 'pestered')
    const account = (await findAccount(store, 'pestered'))!
    const audit = sftpAudit(store, (error) => expect(error).toBeNull())
    const note = { account, session: 's', address: '192.0.2.1', at: NOW }
    audit.note({ ...note, action: 'refused', path: `/a\0b\n${'c'.repeat(10_000)}`, detail: 'RB-7202' })
    for (let index = 0; index < 100; index++) audit.note({ ...note, action: 'loginRefused', detail: 'x' })
    audit.note({ ...note, action: 'login' })
    await audit.flush()
    const { count } = await store.asOrganisation(north, ({ db }) =>
      db
        .selectFrom('sftp_audit')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('account_id', '=', account.id)
        .executeTakeFirstOrThrow(),
    )
    expect(Number(count)).toBe(61)
    const [last] = await read(north, 'pestered')
    expect(last?.action).toBe('login')
    const { path } = await store.asOrganisation(north, ({ db }) =>
      db
        .selectFrom('sftp_audit')
        .select('path')
        .where('account_id', '=', account.id)
        .where('action', '=', 'refused')
        .executeTakeFirstOrThrow(),
    )
    expect(path).toBe(`/a\ufffdb\ufffd${'c'.repeat(495)}`)
  })

  test('takes one statement for each five hundred notes', async () => {
    const statements: string[] = []
    const counted = await testStore({ onStatement: (sql) => statements.push(sql) })
    try {
      const id = await addOrganisation(counted, 'counted', 'Counted')
      await addAccount(counted, id, newAccount('counted', { keys: readKeys(KEYS.public) }), NOW)
      const account = (await findAccount(counted, 'counted'))!
      const audit = sftpAudit(counted, (error) => expect(error).toBeNull())
      statements.length = 0
      for (let index = 0; index < 1200; index++) {
        audit.note({
          account,
          session: 's',
          address: 'a',
          at: NOW,
          action: 'renamed',
          path: `/inbox/${index}`,
        })
      }
      await audit.flush()
      expect(statements.filter((sql) => sql.startsWith('insert'))).toHaveLength(3)
    } finally {
      await counted.close()
    }
  })
})

describe('host keys', () => {
  test('are made once, for their owner alone, and refused when others may read them', async () => {
    await using folder = await temporaryFolder()
    const made = await hostKeys(folder.path)
    expect(made.map(({ publicKey }) => publicKey.split(' ')[0])).toEqual(['ssh-ed25519', 'ssh-rsa'])
    expect(await hostKeys(folder.path)).toEqual(made)
    expect((await readdir(join(folder.path, 'sftp'))).sort()).toEqual(['host-ed25519', 'host-rsa'])
    for (const { path } of made) expect((await stat(path)).mode & 0o777).toBe(0o600)
    await chmod(made[0]!.path, 0o644)
    const finding = await refused(hostKeys(folder.path))
    expect(finding.code).toBe('RB-7320')
    expect(finding.message).not.toContain((await readFile(made[0]!.path, 'utf8')).split('\n')[1])
  })
})

function add(organisationId: number, login: string, changes: Partial<NewAccount> = {}): Promise<void> {
  const account = newAccount(login, { keys: readKeys(KEYS.public), ...changes })
  return addAccount(store, organisationId, account, NOW)
}

async function loginsSeenBy(organisationId: number): Promise<string[]> {
  const accounts = await store.asOrganisation(organisationId, (tx) => listAccounts(tx, organisationId))
  return accounts.map(({ login }) => login)
}

function read(organisationId: number, login: string) {
  return store.asOrganisation(organisationId, (tx) => readAudit(tx, organisationId, { login, most: 50 }))
}
