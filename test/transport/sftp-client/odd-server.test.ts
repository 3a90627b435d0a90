import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type SftpFolder, sftpFolder } from '../../../src/transport/sftp-client/folder.ts'
import { pinnedKey } from '../../../src/transport/sftp-client/pinned-key.ts'
import { refused } from '../../support/refused.ts'
import { ODD_PASSWORD, type OddServer, oddServer } from './odd-server.ts'

let server: OddServer
let folder: SftpFolder
beforeEach(async () => {
  server = await oddServer()
  folder = await open(10_000)
})
afterEach(async () => {
  await folder[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function open(silenceMs: number): Promise<SftpFolder> {
  const { port, hostKey } = server
  const settings = { host: '127.0.0.1', port, user: 'me', secret: ODD_PASSWORD, folder: '/in/' }
  return sftpFolder({ ...settings, hostKey: pinnedKey(hostKey)! }, { connectMs: 10_000, silenceMs })
}

async function put(content: string, into = folder): Promise<void> {
  const draft = await into.create('a.csv')
  try {
    await draft.write(Buffer.from(content), 0)
    await draft.commit()
  } catch (error) {
    await draft.discard()
    throw error
  }
}

const there = () => Object.fromEntries([...server.files].map(([path, bytes]) => [path, bytes.toString()]))

describe('a server without extensions', () => {
  test('gets a file, and then another in its place, though it renames over nothing', async () => {
    await put('old')
    await put('new')
    expect(there()).toEqual({ '/in/a.csv': 'new' })
  })

  test('that confirms what it does not keep is found out before anything is put in place', async () => {
    await put('old')
    server.room = 4
    expect(await refused(put('new and longer'))).toMatchObject({
      code: 'RB-7414',
      message: expect.stringMatching(/4 bytes instead of 14/),
    })
    expect(there()).toEqual({ '/in/a.csv': 'old' })
  })

  test('that lets nobody look gets the file all the same', async () => {
    server.writeOnly = true
    await put('content')
    expect(there()).toEqual({ '/in/a.csv': 'content' })
    expect((await refused(folder.stat('a.csv'))).code).toBe('RB-7408')
  })

  test('that falls silent is given up, and what is asked of it later too', async () => {
    await using impatient = await open(2_000)
    server.silent = true
    expect((await refused(impatient.create('a.csv'))).code).toBe('RB-7409')
    expect((await refused(impatient.stat('a.csv'))).code).toBe('RB-7409')
  })
})
