import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'
import { type SftpFolder, sftpFolder } from '../../../src/transport/sftp-client/folder.ts'
import { fingerprintOf, pinnedKey } from '../../../src/transport/sftp-client/pinned-key.ts'
import type { SftpSettings } from '../../../src/transport/sftp-client/settings.ts'
import { refused } from '../../support/refused.ts'
import { PASSWORD, type SftpPlace, sftpPlace } from '../sftp/place.ts'
import { type Sshd, sshd } from './sshd.ts'

let server: Sshd
let place: SftpPlace
beforeAll(async () => {
  server = await sshd()
  place = await sftpPlace()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})
beforeEach(() => server.cutAfter(null))

const LIMITS = { connectMs: 10_000, silenceMs: 10_000 }

function openSsh(changes: Partial<SftpSettings> = {}): Promise<SftpFolder> {
  const { port, user, privateKey, hostKeys } = server
  const hostKey = pinnedKey(hostKeys.ed25519)!
  return sftpFolder(
    { host: '127.0.0.1', port, user, hostKey, secret: privateKey, folder: '', ...changes },
    LIMITS,
  )
}

async function put(folder: SftpFolder, name: string, content: Buffer, piece = 16_384): Promise<void> {
  const draft = await folder.create(name)
  for (let at = 0; at < content.length; at += piece) await draft.write(content.subarray(at, at + piece), at)
  await draft.commit()
}

describe('the server of OpenSSH', () => {
  test('gets a file that nobody sees before it is whole, and it reads the same', async () => {
    const content = randomBytes(1_000_000)
    await using folder = await openSsh()
    expect(await folder.stat('whole.csv')).toBeNull()
    const draft = await folder.create('whole.csv')
    await draft.write(content.subarray(0, 100_000), 0)
    await draft.write(content.subarray(100_000), 100_000)
    expect((await readdir(server.folder)).filter((name) => name.includes('whole'))).toEqual([
      expect.stringMatching(/^\.whole\.csv\.[0-9a-f]{16}\.rollbook$/),
    ])
    await draft.commit()
    expect((await readFile(join(server.folder, 'whole.csv'))).equals(content)).toBe(true)
    expect(await folder.stat('whole.csv')).toMatchObject({ name: 'whole.csv', kind: 'file', size: 1_000_000 })
    expect((await buffer(folder.read('whole.csv'))).equals(content)).toBe(true)
    expect((await buffer(folder.read('whole.csv', 999_990))).equals(content.subarray(-10))).toBe(true)
    expect(await readdir(server.folder)).toContain('whole.csv')
  })

  test('puts a file over one of its name, and leaves that alone when it is discarded', async () => {
    await using folder = await openSsh()
    await put(folder, 'over.csv', Buffer.from('old'))
    const draft = await folder.create('over.csv')
    await draft.write(Buffer.from('half'), 0)
    await draft.discard()
    expect(await readFile(join(server.folder, 'over.csv'), 'utf8')).toBe('old')
    await put(folder, 'over.csv', Buffer.from('new'))
    expect(await readFile(join(server.folder, 'over.csv'), 'utf8')).toBe('new')
    expect((await readdir(server.folder)).filter((name) => name.startsWith('.over'))).toEqual([])
  })

  test('is left nothing by an attempt that was cut off, once another came to its end', async () => {
    const content = randomBytes(600_000)
    server.cutAfter(200_000)
    {
      await using folder = await openSsh()
      expect((await refused(put(folder, 'cut.csv', content))).code).toBe('RB-7408')
    }
    const left = (await readdir(server.folder)).filter((name) => name.includes('cut'))
    expect(left).toEqual([expect.stringMatching(/^\.cut\.csv\./)])
    server.cutAfter(null)
    await using folder = await openSsh()
    await put(folder, 'cut.csv', content)
    expect((await readdir(server.folder)).filter((name) => name.includes('cut'))).toEqual(['cut.csv'])
  })

  test('that lets nobody write is told so, and a folder that is not there', async () => {
    await using folder = await openSsh({ folder: 'none' })
    expect(await refused(folder.create('a.csv'))).toMatchObject({
      code: 'RB-7408',
      message: expect.stringContaining('No such file'),
    })
    expect((await refused(buffer(folder.read('a.csv')))).code).toBe('RB-7201')
    expect((await refused(folder.stat('../a.csv'))).code).toBe('RB-7202')
  })

  test('is found below an absolute folder as well', async () => {
    await using folder = await openSsh({ folder: server.folder })
    await put(folder, 'absolute.csv', Buffer.from('x'))
    expect(await readFile(join(server.folder, 'absolute.csv'), 'utf8')).toBe('x')
  })
})

describe('a server', () => {
  test('is trusted by its key, by a fingerprint of that, and by one of another kind that it has', async () => {
    const { ed25519, rsa } = server.hostKeys
    for (const line of [ed25519, rsa]) {
      const pinned = pinnedKey(line)!
      for (const hostKey of [pinned, pinnedKey(pinned.fingerprint)!]) {
        await using folder = await openSsh({ hostKey })
        expect(await folder.stat('none')).toBeNull()
      }
    }
  })

  test('that shows other keys is told nothing, and the keys are told', async () => {
    const other = ed25519Pair().public
    const seen = pinnedKey(server.hostKeys.ed25519)!.fingerprint
    const expected = pinnedKey(other)!
    const typed = await refused(openSsh({ hostKey: expected }))
    expect(typed).toMatchObject({ code: 'RB-7406', message: expect.stringContaining(seen) })
    expect(typed.message).toContain(expected.fingerprint)
    const untyped = await refused(openSsh({ hostKey: { ...expected, type: null } }))
    expect(untyped.message).toContain(pinnedKey(server.hostKeys.rsa)!.fingerprint)
    const kind = await refused(openSsh({ hostKey: { ...expected, type: 'ecdsa-sha2-nistp256' } }))
    expect(kind).toMatchObject({ code: 'RB-7406', message: expect.stringContaining('none of that kind') })
  })

  test.for([
    { about: 'a wrong password', secret: 'wrong horse' },
    { about: 'another key', secret: ed25519Pair().private },
  ])('lets nobody in with $about, who does not say it', async ({ secret }) => {
    const finding = await refused(openSsh({ secret }))
    expect(finding.code).toBe('RB-7407')
    expect(JSON.stringify(finding)).not.toContain(secret)
  })

  test('is not even asked with a private key that is locked', async () => {
    const before = server.connections
    const { private: secret } = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'locked',
      cipher: 'aes256-ctr',
      rounds: 1,
    })
    expect((await refused(openSsh({ secret }))).code).toBe('RB-7418')
    expect(server.connections).toBe(before)
  })

  test('that is not there, or says nothing, is given up', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const { user, privateKey, hostKeys } = server
    const settings = { host: '127.0.0.1', port, user, secret: privateKey, folder: '' }
    const hostKey = pinnedKey(hostKeys.ed25519)!
    const limits = { connectMs: 200, silenceMs: 200 }
    expect((await refused(sftpFolder({ ...settings, hostKey }, limits))).code).toBe('RB-7409')
    silent.close()
    expect((await refused(sftpFolder({ ...settings, hostKey }, LIMITS))).code).toBe('RB-7405')
  })
})

describe("Rollbook's own server", () => {
  test('takes a file with a password, though its inbox may be written by others', async () => {
    const account = place.account('partner')
    const { fingerprint } = pinnedKey(place.hostKeys[1]!.publicKey)!
    await using folder = await sftpFolder({
      host: '127.0.0.1',
      port: place.port,
      user: account.login,
      hostKey: { fingerprint, type: null },
      secret: PASSWORD,
      folder: '/inbox',
    })
    await put(folder, 'users.csv', Buffer.from('username\n'))
    expect(await place.own(account, 'inbox/users.csv')).toBe('username\n')
    expect(place.arrivals).toEqual(['partner /inbox/users.csv'])
  })

  test('that has no more room refuses with its reason, and what was there stays', async () => {
    const account = place.account('full', { quota: 100_000 })
    const { fingerprint } = pinnedKey(place.hostKeys[0]!.publicKey)!
    await using folder = await sftpFolder({
      host: '127.0.0.1',
      port: place.port,
      user: account.login,
      hostKey: { fingerprint, type: null },
      secret: account.privateKey,
      folder: '/inbox',
    })
    await put(folder, 'a.csv', Buffer.from('small'))
    const finding = await refused(put(folder, 'a.csv', randomBytes(400_000)))
    expect(finding.code).toBe('RB-7408')
    expect(await place.own(account, 'inbox/a.csv')).toBe('small')
  })
})

test('a pinned key is read as programs show it, and nothing else is one', () => {
  const { public: line } = ed25519Pair()
  const parsed = ssh2.utils.parseKey(line)
  if (parsed instanceof Error) throw parsed
  const fingerprint = fingerprintOf(parsed.getPublicSSH())
  expect(pinnedKey(`${line} a comment\n`)).toEqual({ fingerprint, type: 'ssh-ed25519' })
  expect(pinnedKey(` ${fingerprint} `)).toEqual({ fingerprint, type: null })
  const odd = [
    '',
    'SHA256:abc',
    'MD5:00:11',
    `${fingerprint}=`,
    'ssh-ed25519 AAAA',
    `ssh-rsa ${line.split(' ')[1]}`,
  ]
  for (const text of odd) expect(pinnedKey(text)).toBeNull()
  expect(pinnedKey(ed25519Pair().private)).toBeNull()
})
