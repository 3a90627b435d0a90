import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readKeys } from '../../../src/access/accounts/key.ts'
import { run, sftp, sftpByPassword, trusting } from './openssh.ts'
import { PASSWORD, type SftpPlace, sftpPlace } from './place.ts'
import { connect, tryPassword } from './raw.ts'

const RSA = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })

let place: SftpPlace
let now = Date.UTC(2026, 8, 1)
beforeAll(async () => {
  place = await sftpPlace(
    { sessionsOfAccount: 2, failuresOfLogin: 3, failuresOfAddress: 1000, askAgainMs: 50 },
    { legacy: true, now: () => now },
  )
})
afterAll(async () => {
  expect(place.failures).toEqual([])
  await place[Symbol.asyncDispose]()
})

describe('an account', () => {
  test('that is disabled does not open', async () => {
    place.account('disabled', { disabled: true })
    expect(await tryPassword(place, 'disabled')).toBe('refused')
    expect(reasons('disabled')).toEqual(['disabled'])
  })

  test('that is disabled while somebody is in cuts him off', async () => {
    const client = await connect(place, place.account('closing'))
    const closed = new Promise<void>((resolve) => client.on('close', () => resolve()))
    place.account('closing', { disabled: true })
    await closed
  })

  test('does not open when its time is over', async () => {
    place.account('expiring', { expiresAt: now + 1000 })
    expect(await tryPassword(place, 'expiring')).toBe('in')
    now += 1000
    expect(await tryPassword(place, 'expiring')).toBe('refused')
    expect(reasons('expiring')).toEqual(['expired'])
  })

  test('opens from its addresses alone', async () => {
    place.account('near', { allowedAddresses: ['192.0.2.0/24', '127.0.0.0/8'] })
    place.account('far', { allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'] })
    expect(await tryPassword(place, 'near')).toBe('in')
    expect(await tryPassword(place, 'far')).toBe('refused')
    expect(reasons('far')).toEqual(['address'])
  })

  test('has no more sessions than it may', async () => {
    const account = place.account('popular')
    const clients = [await connect(place, account), await connect(place, account)]
    expect(await tryPassword(place, 'popular')).toBe('refused')
    expect(reasons('popular')).toEqual(['too many sessions'])
    const closed = new Promise<void>((resolve) => clients[0]!.on('close', () => resolve()))
    for (const client of clients) client.end()
    await closed
  })

  test.each([
    { old: ['KexAlgorithms=diffie-hellman-group14-sha1'] },
    { old: ['Ciphers=aes128-cbc'] },
    { old: ['MACs=hmac-sha1', 'Ciphers=aes128-ctr'] },
    { old: ['HostKeyAlgorithms=ssh-rsa'] },
    { old: ['PubkeyAcceptedAlgorithms=ssh-rsa'] },
  ])('opens with $old only when it may use old algorithms', async ({ old }) => {
    const keyFile = join(place.folder, 'rsa')
    await writeFile(keyFile, RSA.private, { mode: 0o600 })
    const rsa = { keys: readKeys(RSA.public), keyFile }
    const options = old.flatMap((option) => ['-o', option])
    expect((await sftp(place, place.account('modern', rsa), ['pwd'], options)).status).toBe(255)
    const legacy = place.account('legacy', { ...rsa, legacyAlgorithms: true })
    expect((await sftp(place, legacy, ['pwd'], options)).status).toBe(0)
  })
})

describe('a brute force', () => {
  test('locks the login out for this address, also with the right password, until its time is over', async () => {
    place.account('tried')
    place.account('untouched')
    for (let index = 0; index < 3; index++) expect(await tryPassword(place, 'tried', 'guess')).toBe('refused')
    expect(await tryPassword(place, 'tried')).toBe('refused')
    expect(reasons('tried')).toEqual(['wrong password', 'wrong password', 'wrong password', 'locked out'])
    expect(await tryPassword(place, 'untouched')).toBe('in')
    now += 60 * 60_000
    expect(await tryPassword(place, 'tried')).toBe('in')
  })

  test('within one connection is cut off', async () => {
    const account = place.account('stubborn', { keys: [] })
    const many = ['-o', 'NumberOfPasswordPrompts=100', '-o', 'PubkeyAuthentication=no']
    const args = [
      ...(await trusting(place, account)),
      ...many,
      '-P',
      String(place.port),
      'stubborn@127.0.0.1',
    ]
    const { status, stderr } = await run(place, 'sftp', args, {
      env: { SSH_ASKPASS: '/bin/echo', SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
    })
    expect(status).toBe(255)
    expect((stderr.match(/denied|closed|disconnect/gi) ?? []).length).toBeGreaterThan(0)
    expect(reasons('stubborn').length).toBeLessThanOrEqual(20)
  })
})

describe('an enumeration of users', () => {
  test('gets the same answer and the same work for logins that are there and that are not', async () => {
    place.account('present')
    place.account('without-password', { passwordHash: null })
    place.account('gone', { disabled: true })
    const before = place.hashed.length
    for (const login of ['present', 'without-password', 'gone', 'absent', 'x'.repeat(200), "a' or 1=1"]) {
      expect(await tryPassword(place, login, 'guess')).toBe('refused')
    }
    // A password was hashed for each of them, and what it was compared with does not show in what they do.
    expect(place.hashed.length - before).toBe(6)
  })

  test('hears nothing in the words of the server', async () => {
    const [known, unknown] = [
      place.account('heard', { keys: [] }),
      { ...place.account('x'), login: 'unheard' },
    ]
    const told = []
    for (const account of [known, unknown]) {
      const { stderr } = await sftpByPassword(place, account, 'guess', ['pwd'])
      // The client’s own last words, a carriage return among them, depend on whether it was writing or reading then.
      told.push(stderr.replaceAll(account.login, 'LOGIN').split(/\r?^Connection closed/m)[0]!)
    }
    expect(told[0]).toContain('Permission denied (publickey,password)')
    expect(told[1]).toBe(told[0])
  })

  test('learns nothing from asking whether a key would do, without the key', async () => {
    const account = place.account('asked', { keys: [] })
    const unknown = { ...account, login: 'not-asked' }
    const statuses = []
    for (const one of [account, unknown]) statuses.push((await sftp(place, one, ['pwd'])).stderr)
    expect(statuses[0]!.replace('asked', '')).toBe(statuses[1]!.replace('not-asked', ''))
  })
})

test('the password is nowhere in what is noted', async () => {
  place.account('noted')
  await tryPassword(place, 'noted')
  await tryPassword(place, 'noted', 'my other secret')
  const text = JSON.stringify(place.notes.map(({ account: _, ...note }) => note))
  expect(text).not.toContain(PASSWORD)
  expect(text).not.toContain('my other secret')
})

function reasons(login: string): (string | undefined)[] {
  return place.notes
    .filter((note) => note.account.login === login && note.action === 'loginRefused')
    .map(({ detail }) => detail)
}
