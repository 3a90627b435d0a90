import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MOST_PACKET } from '../../../src/transport/sftp/protocol/constants.ts'
import { accountFolder, outboxFolder } from '../../../src/transport/storage/places.ts'
import type { SftpPlace } from './place.ts'
import { sftpPlace } from './place.ts'
import { ask, connect, PUT, packetOf, READ, rawClient, uint32 } from './raw.ts'

let place: SftpPlace
beforeAll(async () => {
  place = await sftpPlace({ handles: 10, loginMs: 1500, strangersOfAddress: 8 })
})
afterAll(async () => {
  expect(place.failures).toEqual([])
  await place[Symbol.asyncDispose]()
})

describe('an escape', () => {
  test.each([
    '../../etc/passwd',
    '/../../../../etc/passwd',
    '/etc/passwd',
    '/inbox/../../../etc/passwd',
    '/outbox/../../outbox/../../../data/rollbook.key',
    '/outbox/..\\..\\secret',
    '//etc//passwd',
    '/proc/self/environ',
    '/inbox/a\0b',
    '/inbox/a\nb.csv',
    `/inbox/${'n'.repeat(300)}`,
    `/${'d/'.repeat(600)}f`,
  ])('by the path %j finds nothing and makes nothing', async (path) => {
    const account = place.account('escape')
    await using client = await rawClient(place, account)
    for (const packet of [
      ask.stat(path),
      ask.open(path, READ),
      ask.open(path, PUT),
      ask.opendir(path),
      ask.remove(path),
    ]) {
      const answer = await client.ask(packet)
      expect([2, 3]).toContain(answer.status)
    }
  })

  test("into another's folder is not possible: there is no way to spell it", async () => {
    const [mine, theirs] = [place.account('mine'), place.account('theirs')]
    {
      await using client = await rawClient(place, theirs)
      const { text: handle } = await client.ask(ask.open('/inbox/secret.csv', PUT))
      await client.ask(ask.write(handle, 0, Buffer.from('secret')))
      await client.ask(ask.close(handle))
    }
    await using client = await rawClient(place, mine)
    for (const path of [
      '/inbox/secret.csv',
      `/../${theirs.id}/inbox/secret.csv`,
      `/inbox/../../${theirs.id}/inbox/secret.csv`,
      `/accounts/${theirs.id}/inbox/secret.csv`,
      '/theirs/inbox/secret.csv',
    ]) {
      expect((await client.ask(ask.stat(path))).status, path).toBe(2)
    }
  })

  test('by a link that somebody put into the folders is not followed', async () => {
    const account = place.account('linked', { outboundFolder: 'linked' })
    const [outbox, own] = [outboxFolder(place.dataFolder, 1), accountFolder(place.dataFolder, 1, account.id)]
    await writeFile(join(place.folder, 'secret'), 'secret')
    await mkdir(join(outbox, 'linked'), { recursive: true })
    await mkdir(join(own, 'inbox'), { recursive: true })
    await symlink(join(place.folder, 'secret'), join(outbox, 'linked', 'a.csv'))
    await symlink(place.folder, join(outbox, 'linked', 'sub'))
    await symlink(join(place.folder, 'secret'), join(own, 'inbox', 'b.csv'))
    await using client = await rawClient(place, account)
    for (const path of ['/a.csv', '/outbox/a.csv', '/outbox/sub/secret', '/inbox/b.csv']) {
      expect((await client.ask(ask.open(path, READ))).message, path).toContain('RB-7203')
      expect((await client.ask(ask.stat(path))).message, path).toContain('RB-7203')
    }
    const { text: handle } = await client.ask(ask.open('/inbox/b.csv', PUT))
    await client.ask(ask.close(handle))
    expect(await readFile(join(place.folder, 'secret'), 'utf8')).toBe('secret')
  })

  test('by making a link is refused', async () => {
    const account = place.account('linker')
    await using client = await rawClient(place, account)
    expect((await client.ask(ask.symlink('/etc/passwd', '/inbox/link'))).status).toBe(3)
    expect((await client.ask(ask.hardlink('/etc/passwd', '/inbox/link'))).status).toBe(3)
  })
})

describe('a flood', () => {
  test('of pipelined requests is answered in order, and holds no more than its bounds', async () => {
    const account = place.account('flood')
    await using client = await rawClient(place, account)
    const count = 6000
    const before = process.memoryUsage().rss
    for (let at = 0; at < count; at += 2000) {
      client.send(...Array.from({ length: 2000 }, (_, index) => ask.realpath('/', at + index)))
    }
    for (let id = 0; id < count; id++) expect((await client.next()).id).toBe(id)
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
  })

  test('of reads whose answers nobody takes stops being served', async () => {
    const account = place.account('slow-reader')
    await place.publish('big.csv', Buffer.alloc(4_000_000))
    await using client = await rawClient(place, account)
    const { text: handle } = await client.ask(ask.open('/big.csv', READ))
    client.channel.pause()
    client.channel.removeAllListeners('data')
    for (let id = 0; id < 4000; id++) client.send(ask.read(handle, 0, 200_000, id))
    const reads = vi.spyOn(Buffer, 'allocUnsafeSlow')
    await wait(500)
    const served = reads.mock.calls.length
    reads.mockRestore()
    // 4,000 answers would be 800 MB; the window and what lies between take a few.
    expect(served).toBeLessThan(100)
  })

  test('of bytes beyond the window that the client was given cuts it off', async () => {
    const account = place.account('boundless')
    await place.publish('big.csv', Buffer.alloc(4_000_000))
    await using client = await rawClient(place, account)
    const { text: handle } = await client.ask(ask.open('/big.csv', READ))
    const closed = new Promise<void>((resolve) => client.connection.on('close', () => resolve()))
    // Nobody takes the answers, so the server reads no further; this client does not care.
    client.channel.pause()
    client.channel.removeAllListeners('data')
    const { outgoing } = client.channel as unknown as { outgoing: { window: number } }
    outgoing.window = 1e9
    for (let id = 0; id < 500; id++) client.send(ask.read(handle, 0, 200_000, id))
    for (let sent = 0; sent < 60; sent++) client.send(ask.write('none', 0, Buffer.alloc(200_000)))
    await closed
    expect(place.notes.find((note) => note.detail === 'sent beyond its window')?.account).toBe(account)
  })

  test('of handles that are never closed is refused', async () => {
    const account = place.account('handles')
    await place.publish('small.csv', 'x')
    await using client = await rawClient(place, account)
    for (let index = 0; index < 10; index++) {
      expect((await client.ask(ask.open('/small.csv', READ))).type).toBe(102)
    }
    expect((await client.ask(ask.open('/small.csv', READ))).message).toContain('RB-7336')
    expect((await client.ask(ask.opendir('/'))).message).toContain('RB-7336')
    expect((await client.ask(ask.open('/inbox/a.csv', PUT))).message).toContain('RB-7336')
  })

  test('of channels in one connection is refused', async () => {
    const account = place.account('channels')
    const client = await connect(place, account)
    const opened = await Promise.allSettled(
      Array.from(
        { length: 20 },
        () =>
          new Promise<void>((resolve, reject) => {
            client.subsys('sftp', (error) => (error ? reject(error) : resolve()))
          }),
      ),
    )
    client.end()
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(8)
  })
})

describe('a packet', () => {
  test.each([
    ['that is oversized', Buffer.concat([uint32(MOST_PACKET + 1), Buffer.alloc(100)])],
    ['of four gigabytes', Buffer.concat([uint32(0xffffffff), Buffer.alloc(100)])],
    ['of nothing', uint32(0)],
    ['that ends too early', packetOf(3, uint32(1), uint32(1000))],
    ['with a text longer than itself', packetOf(17, uint32(1), uint32(0xffffffff))],
    [
      'with a position beyond all files',
      packetOf(5, uint32(1), uint32(1), Buffer.from('1'), Buffer.alloc(8, 255), uint32(1)),
    ],
  ])('%s ends the connection', async (_, packet) => {
    const account = place.account('malformed')
    await using client = await rawClient(place, account)
    const closed = new Promise<void>((resolve) => client.connection.on('close', () => resolve()))
    client.send(packet)
    await closed
    expect(place.notes.at(-1)!.account.login).toBe('malformed')
  })

  test('before the hello ends the connection', async () => {
    await using client = await rawClient(place, place.account('rude'), false)
    const closed = new Promise<void>((resolve) => client.connection.on('close', () => resolve()))
    client.send(ask.stat('/'))
    await closed
  })

  test('of an unknown kind is answered as not supported', async () => {
    await using client = await rawClient(place, place.account('unknown-kind'))
    expect((await client.ask(packetOf(77, uint32(9)))).status).toBe(8)
    expect((await client.ask(ask.close('no such handle'))).status).toBe(4)
  })

  test('that asks for four gigabytes of a file gets what one packet may hold', async () => {
    await place.publish('long.csv', Buffer.alloc(1_000_000, 'x'))
    await using client = await rawClient(place, place.account('greedy'))
    const { text: handle } = await client.ask(ask.open('/long.csv', READ))
    const { packet } = await client.ask(ask.read(handle, 0, 0xffffffff))
    expect(packet.length).toBeLessThan(MOST_PACKET)
    expect(packet.readUInt32BE(5)).toBe(packet.length - 9)
    expect((await client.ask(ask.read(handle, 1_000_000, 100))).status).toBe(1)
  })
})

describe('a half-open connection', () => {
  test('that says nothing, or never signs in, is cut off when its time is over', async () => {
    const silent = await opened()
    const talking = await opened()
    talking.write('SSH-2.0-Slow\r\n')
    await Promise.all([silent, talking].map((socket) => textOf(socket).catch(() => '')))
  })

  test('takes no place from others beyond those for strangers, and none from who is signed in', async () => {
    const account = place.account('known')
    const client = await connect(place, account)
    const strangers = await Promise.all(Array.from({ length: 12 }, () => opened()))
    const greeted = await Promise.all(
      strangers.map(
        (socket) =>
          new Promise<boolean>((resolve) => {
            socket.once('data', () => resolve(true))
            socket.once('close', () => resolve(false))
          }),
      ),
    )
    expect(greeted.filter(Boolean)).toHaveLength(8)
    for (const socket of strangers) socket.destroy()
    await new Promise<void>((resolve, reject) => {
      client.subsys('sftp', (error) => (error ? reject(error) : resolve()))
    })
    client.end()
  })
})

async function opened(): Promise<Socket> {
  const socket = connectSocket(place.port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}
