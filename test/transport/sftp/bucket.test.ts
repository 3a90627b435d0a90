import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { KEY, type S3StandIn, s3StandIn } from '../s3/stand-in.ts'
import { getFromBoth, getTree, mirrorAndPut } from './get-and-put.ts'
import { sftp } from './openssh.ts'
import { type SftpPlace, sftpPlace, type TestAccount } from './place.ts'
import { ask, PUT, READ, RESUME, rawClient } from './raw.ts'

let s3: S3StandIn
let place: SftpPlace
beforeAll(async () => {
  s3 = await s3StandIn()
  place = await sftpPlace({}, { bucket: s3 })
})
afterAll(async () => {
  expect(place.failures).toEqual([])
  await place[Symbol.asyncDispose]()
  await s3[Symbol.asyncDispose]()
})

describe("OpenSSH's sftp, where files lie in a bucket,", () => {
  test('lists outbound files in the home folder and in outbox, and gets them whole', async () => {
    const account = place.account('collector')
    const content = randomBytes(3_000_000)
    const { stdout, got } = await getFromBoth(place, account, 'SCORM20260330.csv', content, [
      'ls -l',
      'get -p',
    ])
    expect(stdout).toMatch(/ 3000000 .*SCORM20260330\.csv\s*$/m)
    expect(stdout).toContain('outbox/SCORM20260330.csv')
    expect(got.map((bytes) => bytes.equals(content))).toEqual([true, true])
    const sent = { path: '/outbox/SCORM20260330.csv', size: 3_000_000, range: [0, 3_000_000] }
    await vi.waitFor(() => expect(noted(account, 'sent')).toMatchObject([sent, sent]))
    expect(s3.objects.has('hub/1/outbox/SCORM20260330.csv')).toBe(true)
  })

  test('resumes a get that was broken off, and nothing before that is fetched', async () => {
    const account = place.account('resumer')
    const content = randomBytes(2_000_000)
    await place.publish('Quiz20260331.csv', content)
    await writeFile(join(place.folder, 'part.csv'), content.subarray(0, 1_600_000))
    const before = s3.requests.length
    expect((await sftp(place, account, ['reget Quiz20260331.csv part.csv'])).status).toBe(0)
    expect((await readFile(join(place.folder, 'part.csv'))).equals(content)).toBe(true)
    expect(noted(account, 'sent')).toMatchObject([{ range: [1_600_000, 2_000_000] }])
    expect(
      s3.requests.slice(before).filter((line) => line === 'GET /files/hub/1/outbox/Quiz20260331.csv'),
    ).toHaveLength(1)
  })

  test('puts, resumes a put that was broken off, renames, and removes', async () => {
    const account = place.account('sender')
    const content = randomBytes(6_000_000)
    await writeFile(join(place.folder, 'users.csv'), content)
    {
      await using client = await rawClient(place, account)
      const { text: handle } = await client.ask(ask.open('/inbox/users.csv', PUT))
      await client.ask(ask.write(handle, 0, content.subarray(0, 100_000)))
    }
    await vi.waitFor(() => expect(noted(account, 'brokenOff')).toHaveLength(1))
    expect(keysOf(account)).toEqual([])
    const lines = [
      'reput users.csv inbox/users.csv',
      'put users.csv inbox/b.csv.part',
      'rename inbox/b.csv.part inbox/b.csv',
      'put users.csv check/c.csv',
      'rm check/c.csv',
      'ls -1 inbox',
    ]
    const { status, stdout } = await sftp(place, account, lines)
    expect(status).toBe(0)
    expect(stdout).toMatch(/inbox\/b\.csv\s+inbox\/users\.csv\s*$/)
    expect(keysOf(account)).toEqual(['inbox/b.csv', 'inbox/users.csv'])
    for (const name of keysOf(account)) {
      expect(s3.objects.get(`hub/1/accounts/${account.id}/${name}`)!.equals(content)).toBe(true)
    }
    expect(place.arrivals.filter((arrival) => arrival.startsWith('sender'))).toEqual([
      'sender /inbox/users.csv',
      'sender /inbox/b.csv',
      'sender /check/c.csv',
    ])
    expect(s3.uploads.size).toBe(0)
    expect(
      await readdir(join(place.dataFolder, 'files', '1', 'accounts', String(account.id), 'partial', 'inbox')),
    ).toEqual([])
  })

  test('gets a tree recursively', async () => {
    const account = place.account('tree', { outboundFolder: 'tree' })
    expect(await getTree(place, account)).toEqual(['content of one.csv', 'content of sub/two.csv'])
  })

  test('lists ten thousand files', async () => {
    const account = place.account('many', { outboundFolder: 'many', filesInHome: false })
    const names = Array.from({ length: 10_000 }, (_, index) => `f${String(index).padStart(5, '0')}.csv`)
    for (const name of names) s3.objects.set(`hub/1/outbox/many/${name}`, Buffer.alloc(0))
    const before = s3.requests.length
    const { stdout, status } = await sftp(place, account, ['cd outbox', 'ls -1'])
    for (const name of names) s3.objects.delete(`hub/1/outbox/many/${name}`)
    expect(status).toBe(0)
    expect(stdout.split(/\s+/).filter((word) => /^f\d{5}\.csv$/.test(word))).toEqual(names)
    // Ten pages, and a few to look at the folder and the account: none for each file.
    expect(s3.requests.length - before).toBeLessThan(30)
  })
})

test('lftp mirrors what there is in a bucket, and puts a file', async () => {
  const account = place.account('lftp', { outboundFolder: 'lftp' })
  expect(await mirrorAndPut(place, account)).toMatchObject({ mirrored: '2', arrived: 'sent' })
})

describe('an escape in a bucket', () => {
  test('to another organisation, another account or what lies beside is not possible by any path', async () => {
    const account = place.account('prisoner', { organisationId: 1, outboundFolder: 'mine' })
    await place.publish('mine/own.csv', 'own')
    const secrets = [
      'hub/1/outbox/theirs.csv',
      'hub/2/outbox/a.csv',
      'hub/11/outbox/a.csv',
      'hub/1/accounts/99/inbox/a.csv',
      'elsewhere/a.csv',
      'a.csv',
    ]
    for (const key of secrets) s3.objects.set(key, Buffer.from('secret'))
    await using client = await rawClient(place, account)
    const paths = secrets.flatMap((key) => [
      ...[`/${key}`, `/outbox/${key}`, `/outbox/../${key}`, `/outbox/../../../../${key}`],
      ...[
        `/inbox/../../../../${key}`,
        `/outbox/..%2f..%2f${key}`,
        `/outbox//../${key}`,
        `/outbox/./../../${key}`,
      ],
      ...[`/archive/..\\..\\${key}`, `/outbox/mine/../../${key}`],
    ])
    const sizeBefore = s3.objects.size
    for (const path of [...paths, '/outbox/theirs.csv', '/outbox/../theirs.csv', '/theirs.csv']) {
      const opened = await client.ask(ask.open(path, READ))
      expect(opened.status, path).not.toBe(0)
      await client.ask(ask.remove(path))
      const written = await client.ask(ask.open(path, PUT))
      if (written.text !== '') await client.ask(ask.close(written.text))
    }
    for (const key of secrets) expect(s3.objects.get(key)?.toString(), key).toBe('secret')
    expect([...s3.objects.keys()].slice(sizeBefore)).toEqual([])
    expect((await sftp(place, account, ['ls -1 outbox'])).stdout).not.toContain('theirs')
    for (const key of secrets) s3.objects.delete(key)
  })

  test('by the folder of an account is refused', () => {
    for (const folder of ['..', '../2/outbox', '/etc', 'a//b'])
      expect(() => place.files.outbox(1, folder)).toThrow()
  })
})

describe('object storage that fails', () => {
  test('is told to the operator, and a client learns neither its host nor its reason', async () => {
    await using other = await sftpPlace({}, { bucket: s3 })
    const account = other.account('unlucky')
    await other.publish('a.csv', 'content')
    await using client = await rawClient(other, account)
    expect((await client.ask(ask.stat('/a.csv'))).status).not.toBe(4)
    s3.troubles.push(403)
    const answer = await client.ask(ask.stat('/a.csv'))
    expect(answer.message).toBe('RB-7339 The files cannot be reached at the moment. Try again later.')
    expect(answer.status).toBe(4)
    expect(String(other.failures)).toContain('refused with status 403')
    expect(String(other.failures)).not.toContain(KEY.secret)
    expect((await client.ask(ask.stat('/a.csv'))).packet.readBigUInt64BE(9)).toBe(7n)
  })

  test('while an upload is put there leaves it aside, to be gone on with', async () => {
    await using other = await sftpPlace({}, { bucket: s3 })
    const account = other.account('unlucky', { id: 77 })
    await using client = await rawClient(other, account)
    const { text: handle } = await client.ask(ask.open('/inbox/a.csv', PUT))
    await client.ask(ask.write(handle, 0, Buffer.from('content')))
    // The bucket may be looked at and not be written to.
    s3.troubles.push(null, null, 403)
    expect((await client.ask(ask.close(handle))).message).toContain('RB-7339')
    expect(other.arrivals).toEqual([])
    expect(await other.ownNames(account, 'inbox')).toEqual([])
    const { text: again } = await client.ask(ask.open('/inbox/a.csv', RESUME))
    await client.ask(ask.write(again, 7, Buffer.from('!')))
    expect((await client.ask(ask.close(again))).status).toBe(0)
    expect(await other.own(account, 'inbox/a.csv')).toBe('content!')
    expect(other.arrivals).toEqual(['unlucky /inbox/a.csv'])
  })

  test('when somebody signs in ends that connection alone', async () => {
    await using other = await sftpPlace({}, { bucket: s3 })
    const account = other.account('early')
    s3.troubles.push(403)
    expect((await sftp(other, account, ['ls'])).status).toBe(255)
    expect(String(other.failures)).toContain('refused with status 403')
    expect((await sftp(other, account, ['ls'])).status).toBe(0)
  })
})

test('a file that is replaced while it is got is not mixed with the new one', async () => {
  const account = place.account('slow')
  await place.publish('Grades20260331.csv', Buffer.alloc(1_500_000, 'a'))
  await using client = await rawClient(place, account)
  const { text: handle } = await client.ask(ask.open('/Grades20260331.csv', READ))
  expect((await client.ask(ask.read(handle, 0, 10))).packet.subarray(9).toString()).toBe('aaaaaaaaaa')
  await place.publish('Grades20260331.csv', Buffer.alloc(1_500_000, 'b'))
  expect((await client.ask(ask.read(handle, 1_400_000, 10))).message).toContain('RB-7205')
})

function noted(account: TestAccount, action: string) {
  return place.notes.filter((note) => note.account === account && note.action === action)
}

function keysOf({ id }: TestAccount): string[] {
  const own = `hub/1/accounts/${id}/`
  return [...s3.objects.keys()]
    .filter((key) => key.startsWith(own))
    .map((key) => key.slice(own.length))
    .sort()
}
