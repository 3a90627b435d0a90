import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readKeys } from '../../src/access/accounts/key.ts'
import { openSsh, openSshIsThere } from '../../src/cli/demo/sftp/openssh.ts'
import { ownClient } from '../../src/cli/demo/sftp/own-client.ts'
import { sftpProgram } from '../../src/cli/demo/sftp/program.ts'
import { collectedBy, makeReceiver, meet, type Receiver } from '../../src/cli/demo/sftp/receiver.ts'
import { ed25519Pair } from '../../src/transport/sftp/key-pair.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { type SftpPlace, sftpPlace } from '../transport/sftp/place.ts'

const OTHER_HOST_KEY = {
  path: '',
  privateKey: '',
  publicKey: ed25519Pair().public.trim(),
}

let place: SftpPlace
let receiver: Receiver

beforeAll(async () => {
  place = await sftpPlace()
  receiver = await makeReceiver(join(place.folder, 'receiver'), 'north')
  await meet(receiver, place)
  place.account('north', { keys: readKeys(receiver.publicKey) })
  place.account('south', { organisationId: 2 })
  const other = outboxFolder(place.dataFolder, 2)
  await mkdir(other, { recursive: true })
  await writeFile(join(other, 'F2F20261007.csv'), 'not theirs\r\n')
})

afterAll(() => place[Symbol.asyncDispose]())

describe.each([openSsh, ownClient])('a receiver with $name', (program) => {
  test('collects every file of its outbox, byte for byte', async () => {
    const name = program === openSsh ? 'SCORM20261007.csv' : 'SCORM20261008.csv'
    const text = '"username","uniqueid"\r\n"ann","Ørsted"\r\n'
    await place.publish(name, text)
    await program.collect(receiver, place)
    expect(await collectedBy(receiver)).toContainEqual({ name, text })
  })

  test.each([
    ['by its name', 'north', 'outbox/F2F20261007.csv'],
    ['by the way to it', 'north', 'outbox/../../2/outbox/F2F20261007.csv'],
    ['under a login that is not its own', 'south', 'outbox/F2F20261007.csv'],
  ])('does not get the file of another %s, and is told so', async (_, login, path) => {
    expect(await program.tryToGet(receiver, place, login, path)).toMatch(/\w/)
  })

  test('is told nothing when it does get a file', async () => {
    await place.publish('own.csv', 'x\r\n')
    expect(await program.tryToGet(receiver, place, 'north', 'outbox/own.csv')).toBeNull()
  })

  test('fails to collect from a server that shows other keys than those it knows', async () => {
    const stranger = await makeReceiver(join(place.folder, `stranger of ${program.name}`), 'north')
    const server = { port: place.port, hostKeys: [OTHER_HOST_KEY] }
    await meet(stranger, server)
    await expect(program.collect(stranger, server)).rejects.toThrow()
    expect(await collectedBy(stranger)).toEqual([])
  })
})

test('the demo takes what is installed', async () => {
  expect((await sftpProgram()).name).toBe((await openSshIsThere()) ? openSsh.name : ownClient.name)
  const { PATH } = process.env
  try {
    process.env['PATH'] = place.folder
    expect((await sftpProgram()).name).toBe(ownClient.name)
  } finally {
    process.env['PATH'] = PATH
  }
})
