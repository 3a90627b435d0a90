import { randomBytes } from 'node:crypto'
// @ts-expect-error: it brings no types
import SftpClientClass from 'ssh2-sftp-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mirrorAndPut } from './get-and-put.ts'
import { type SftpPlace, sftpPlace } from './place.ts'
import { ask, connect, READ, rawClient } from './raw.ts'

interface SftpClient {
  connect(config: object): Promise<unknown>
  list(path: string): Promise<{ name: string; type: string; size: number }[]>
  get(path: string): Promise<Buffer>
  put(source: Buffer, path: string): Promise<string>
  rename(from: string, to: string): Promise<string>
  posixRename(from: string, to: string): Promise<string>
  delete(path: string): Promise<string>
  exists(path: string): Promise<false | string>
  end(): Promise<unknown>
}
const Client = SftpClientClass as new () => SftpClient

let place: SftpPlace
beforeAll(async () => {
  place = await sftpPlace()
})
afterAll(async () => {
  expect(place.failures).toEqual([])
  await place[Symbol.asyncDispose]()
})

test('ssh2-sftp-client lists, gets, puts, renames and removes', async () => {
  const { login, privateKey } = place.account('node')
  const content = randomBytes(500_000)
  await place.publish('F2F20260330.csv', content)
  const client = new Client()
  await client.connect({ host: '127.0.0.1', port: place.port, username: login, privateKey })
  expect((await client.list('/')).map(({ name, type }) => `${type}${name}`)).toEqual([
    ...['darchive', 'dcheck', 'dinbox', 'doutbox', 'dreceipts', '-F2F20260330.csv'],
  ])
  expect(content.equals(await client.get('/F2F20260330.csv'))).toBe(true)
  await client.put(content, '/inbox/users.csv.part')
  await client.rename('/inbox/users.csv.part', '/inbox/users.csv')
  await client.put(content, '/inbox/users.csv.part')
  await client.posixRename('/inbox/users.csv.part', '/inbox/users.csv')
  expect(place.arrivals).toEqual(['node /inbox/users.csv', 'node /inbox/users.csv'])
  expect(await client.exists('/inbox/users.csv')).toBe('-')
  await client.delete('/inbox/users.csv')
  expect(await client.exists('/inbox/users.csv')).toBe(false)
  await client.end()
})

test('lftp mirrors what there is and puts a file', async () => {
  const account = place.account('lftp', { outboundFolder: 'lftp' })
  const { stdout, mirrored, arrived } = await mirrorAndPut(place, account)
  expect(stdout).toContain('inbox/sent.csv')
  expect([mirrored, arrived]).toEqual(['2', 'sent'])
  expect(place.arrivals).toContain('lftp /inbox/sent.csv')
})

describe('fifty connections at once', () => {
  test('are all served, each with its own file', async () => {
    const accounts = Array.from({ length: 50 }, (_, index) =>
      place.account(`one-of-${index}`, { outboundFolder: `one-of-${index}` }),
    )
    for (const { login } of accounts) await place.publish(`${login}/a.csv`, `for ${login}`)
    const read = await Promise.all(
      accounts.map(async (account) => {
        await using client = await rawClient(place, account)
        const { text: handle } = await client.ask(ask.open('/a.csv', READ))
        return (await client.ask(ask.read(handle, 0, 100))).packet.subarray(9).toString()
      }),
    )
    expect(read).toEqual(accounts.map(({ login }) => `for ${login}`))
  })

  test('are all cut off when the server closes, and it waits for none', async () => {
    const other = await sftpPlace()
    const account = other.account('many')
    const clients = await Promise.all(Array.from({ length: 50 }, () => connect(other, account)))
    const closed = clients.map(
      (client) => new Promise<void>((resolve) => client.on('close', () => resolve())),
    )
    await other[Symbol.asyncDispose]()
    await Promise.all(closed)
    expect(other.notes.filter(({ action }) => action === 'logout')).toHaveLength(50)
  })
})
