import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readKeys } from '../../../src/access/accounts/key.ts'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'
import { outboxFolder } from '../../../src/transport/storage/places.ts'
import { getFromBoth, getTree } from './get-and-put.ts'
import { run, sftp, sftpByPassword, trusting } from './openssh.ts'
import { PASSWORD, type SftpPlace, sftpPlace } from './place.ts'

let place: SftpPlace
beforeAll(async () => {
  place = await sftpPlace()
})
afterAll(async () => {
  expect(place.failures).toEqual([])
  await place[Symbol.asyncDispose]()
})

describe("OpenSSH's sftp", () => {
  test('signs in with a key and ends when its lines end', async () => {
    const account = place.account('by-key')
    const { status, stdout } = await sftp(place, account, ['pwd'])
    expect(status).toBe(0)
    expect(stdout).toContain('Remote working directory: /')
    await vi.waitFor(() => expect(noted('by-key')).toEqual(['login', 'logout']))
  })

  test('signs in with an RSA key, signed with SHA-2', async () => {
    const keys = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
    const keyFile = join(place.folder, 'rsa')
    await writeFile(keyFile, keys.private, { mode: 0o600 })
    const account = place.account('by-rsa', { keys: readKeys(keys.public), keyFile })
    expect((await sftp(place, account, ['ls'])).status).toBe(0)
  })

  test('signs in with a password', async () => {
    const account = place.account('by-password', { keys: [] })
    const { status, stdout } = await sftpByPassword(place, account, PASSWORD, ['pwd'])
    expect(stdout).toContain('Remote working directory: /')
    expect(status).toBe(0)
  })

  test('is refused with a wrong password and with a wrong key', async () => {
    const account = place.account('wrong', { keys: [] })
    const typed = await sftpByPassword(place, account, 'wrong', ['pwd'])
    expect(typed.status).toBe(255)
    expect(typed.stderr).toContain('Permission denied')
    const keyed = await sftp(place, account, ['pwd'])
    expect(keyed.status).toBe(255)
    expect(place.notes.filter((note) => note.account.login === 'wrong')).toMatchObject([
      { action: 'loginRefused', detail: 'wrong password' },
    ])
  })

  test('refuses a server with another host key', async () => {
    const account = place.account('deceived')
    const other = ed25519Pair()
    const keys = [{ path: '', privateKey: other.private, publicKey: other.public }]
    const args = [...(await trusting(place, account, keys)), '-P', String(place.port), 'deceived@127.0.0.1']
    const { status, stderr } = await run(place, 'sftp', args)
    expect(status).toBe(255)
    expect(stderr).toContain('Host key verification failed')
  })

  test('finds outbound files in the home folder and in outbox, and gets them whole', async () => {
    const account = place.account('collector')
    const content = randomBytes(3_000_000)
    const { stdout, got } = await getFromBoth(place, account, 'SCORM20260330.csv', content, ['ls -1', 'get'])
    expect(stdout).toMatch(/^SCORM20260330\.csv\s*$/m)
    expect(stdout).toContain('outbox/SCORM20260330.csv')
    expect(got.map((bytes) => bytes.equals(content))).toEqual([true, true])
    expect(place.notes.filter((note) => note.action === 'sent' && note.account === account)).toMatchObject([
      { path: '/outbox/SCORM20260330.csv', size: 3_000_000, range: [0, 3_000_000] },
      { path: '/outbox/SCORM20260330.csv', size: 3_000_000, range: [0, 3_000_000] },
    ])
  })

  test('finds them in outbox alone when the account has it so, and below its own folder alone', async () => {
    await place.publish('north/Quiz20260330.csv', 'north')
    await place.publish('south/Quiz20260330.csv', 'south')
    const account = place.account('north', { filesInHome: false, outboundFolder: 'north' })
    const lines = [
      'ls -1',
      'ls -1 outbox',
      '-get Quiz20260330.csv no',
      '-ls south',
      'get outbox/Quiz20260330.csv q',
    ]
    const { stdout } = await sftp(place, account, lines)
    expect(words(stdout).filter((word) => word.endsWith('.csv') && word.startsWith('Quiz'))).toEqual([
      'Quiz20260330.csv',
    ])
    expect(await readFile(join(place.folder, 'q'), 'utf8')).toBe('north')
    expect(await readdir(place.folder)).not.toContain('no')
  })

  test('resumes a get that was broken off', async () => {
    const account = place.account('resumer')
    const content = randomBytes(1_000_000)
    await place.publish('Quiz20260331.csv', content)
    await writeFile(join(place.folder, 'part.csv'), content.subarray(0, 400_000))
    expect((await sftp(place, account, ['reget Quiz20260331.csv part.csv'])).status).toBe(0)
    expect(digest(await readFile(join(place.folder, 'part.csv')))).toBe(digest(content))
    expect(place.notes.find((note) => note.action === 'sent' && note.account === account)).toMatchObject({
      range: [400_000, 1_000_000],
    })
  })

  test('puts a file, and it arrives when it is closed', async () => {
    const account = place.account('sender')
    const content = randomBytes(2_000_000)
    await writeFile(join(place.folder, 'users.csv'), content)
    expect((await sftp(place, account, ['put users.csv inbox/', 'ls -l inbox'])).stdout).toContain('2000000')
    expect(digest(Buffer.from(await readFile(ownPath(account.id, 'inbox/users.csv'))))).toBe(digest(content))
    expect(place.arrivals).toContain('sender /inbox/users.csv')
  })

  test('puts under a temporary name and renames: it arrives with the rename, once', async () => {
    const account = place.account('renamer')
    await writeFile(join(place.folder, 'a.csv'), 'a')
    const lines = ['put a.csv inbox/a.csv.part', 'rename inbox/a.csv.part inbox/a.csv', 'ls -1 inbox']
    const { stdout, status } = await sftp(place, account, lines)
    expect(status).toBe(0)
    expect(words(stdout).at(-1)).toBe('inbox/a.csv')
    expect(place.arrivals.filter((arrival) => arrival.startsWith('renamer'))).toEqual([
      'renamer /inbox/a.csv',
    ])
  })

  test('gets a tree recursively', async () => {
    const account = place.account('tree', { outboundFolder: 'tree' })
    expect(await getTree(place, account)).toEqual(['content of one.csv', 'content of sub/two.csv'])
  })

  test('keeps the times of what it gets', async () => {
    const account = place.account('timed', { outboundFolder: 'timed' })
    await place.publish('timed/a.csv', 'a')
    await sftp(place, account, ['get -p outbox/a.csv timed.csv'])
    const there = await stat(join(outboxFolder(place.dataFolder, 1), 'timed', 'a.csv'))
    const here = await stat(join(place.folder, 'timed.csv'))
    expect(Math.floor(here.mtimeMs / 1000)).toBe(Math.floor(there.mtimeMs / 1000))
  })

  test('lists ten thousand files', async () => {
    const account = place.account('many', { outboundFolder: 'many', filesInHome: false })
    const folder = join(outboxFolder(place.dataFolder, 1), 'many')
    await mkdir(folder, { recursive: true })
    const names = Array.from({ length: 10_000 }, (_, index) => `f${String(index).padStart(5, '0')}.csv`)
    for (let at = 0; at < names.length; at += 500) {
      await Promise.all(names.slice(at, at + 500).map((name) => writeFile(join(folder, name), '')))
    }
    const { stdout, status } = await sftp(place, account, ['cd outbox', 'ls -1'])
    expect(status).toBe(0)
    expect(words(stdout).filter((word) => /^f\d{5}\.csv$/.test(word))).toEqual(names)
  })

  test('may not write outside of inbox and check, nor make or remove folders, nor links', async () => {
    const account = place.account('reader')
    await place.publish('keep.csv', 'kept')
    await writeFile(join(place.folder, 'x.csv'), 'x')
    const refused = [
      'put x.csv x.csv',
      'put x.csv outbox/x.csv',
      'put x.csv keep.csv',
      'put x.csv receipts/x.csv',
      'put x.csv archive/x.csv',
      'put x.csv inbox/sub/x.csv',
      'rm keep.csv',
      'rm outbox/keep.csv',
      'rename keep.csv gone.csv',
      'rename keep.csv inbox/gone.csv',
      'mkdir inbox/sub',
      'rmdir inbox',
      'symlink keep.csv inbox/link',
      'ln keep.csv inbox/hard',
    ]
    for (const line of refused) expect((await sftp(place, account, [line])).status, line).toBe(1)
    const { stdout } = await sftp(place, account, ['ls -1', 'ls -1 inbox'])
    expect(words(stdout)).toContain('keep.csv')
    expect(words(stdout).filter((word) => word.startsWith('inbox/'))).toEqual([])
    expect(await readFile(join(outboxFolder(place.dataFolder, 1), 'keep.csv'), 'utf8')).toBe('kept')
  })
})

describe("OpenSSH's scp", () => {
  test('gets and puts over SFTP', async () => {
    const account = place.account('copier')
    await place.publish('Grades20260330.csv', 'grades')
    await writeFile(join(place.folder, 'sent.csv'), 'sent')
    const options = [...(await trusting(place, account)), '-P', String(place.port)]
    const remote = (path: string) => `copier@127.0.0.1:${path}`
    expect((await run(place, 'scp', [...options, remote('Grades20260330.csv'), 'g.csv'])).status).toBe(0)
    expect(await readFile(join(place.folder, 'g.csv'), 'utf8')).toBe('grades')
    expect((await run(place, 'scp', [...options, 'sent.csv', remote('inbox/')])).status).toBe(0)
    expect(await place.own(account, 'inbox/sent.csv')).toBe('sent')
    // Its old way runs a command on the server.
    expect((await run(place, 'scp', ['-O', ...options, remote('Grades20260330.csv'), 'no'])).status).not.toBe(
      0,
    )
  })
})

describe("OpenSSH's ssh", () => {
  test('gets no shell, no command and no way through to elsewhere', async () => {
    const account = place.account('shell')
    const options = [...(await trusting(place, account)), '-p', String(place.port)]
    for (const args of [
      ['shell@127.0.0.1'],
      ['shell@127.0.0.1', 'id'],
      ['-W', `127.0.0.1:${place.port}`, 'shell@127.0.0.1'],
      ['-o', 'ExitOnForwardFailure=yes', '-N', '-R', '0:127.0.0.1:1', 'shell@127.0.0.1'],
      ['-s', 'shell@127.0.0.1', 'netconf'],
    ]) {
      const { status, stdout } = await run(place, 'ssh', [...options, ...args])
      expect(status, args.join(' ')).not.toBe(0)
      expect(stdout).toBe('')
    }
  })
})

function noted(login: string): string[] {
  return place.notes.filter((note) => note.account.login === login).map(({ action }) => action)
}

function ownPath(id: number, path: string): string {
  return join(place.dataFolder, 'files', '1', 'accounts', String(id), path)
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}
