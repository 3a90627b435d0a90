import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { type Sshd, sshd } from '../transport/sftp-client/sshd.ts'
import { cli, cliJson, inPlace, type Place, place } from './cli.ts'

let at: Place & AsyncDisposable
let server: Sshd
let pgp: { publicKey: string; privateKey: string }
beforeAll(async () => {
  at = await place()
  server = await sshd()
  pgp = await generateKey({ userIDs: [{ name: 'Partner' }], format: 'armored' })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await at[Symbol.asyncDispose]()
})

interface Refused {
  readonly error: { readonly code: string }
}

async function file(name: string, text: string): Promise<string> {
  const path = join(at.dataFolder, name)
  await writeFile(path, text)
  return path
}

function settings(publicKey: string): Promise<string> {
  const { port, user, hostKeys } = server
  const partner = { kind: 'sftp', name: 'partner', host: '127.0.0.1', port, user, hostKey: hostKeys.ed25519 }
  // Late by a day at the earliest: which time it is now is of no concern here.
  const text = {
    deliverTo: [{ ...partner, pgp: publicKey }],
    deliverBy: '23:59',
    timeZone: 'Pacific/Pago_Pago',
  }
  return file('settings.json', JSON.stringify(text))
}

describe('rollbook export deliver', () => {
  test('brings a file, encrypted, to a server whose key is pinned, and tells no secret', async () => {
    const wrong = await settings(pgp.privateKey)
    const add = ['export', 'add', 'people', '--dataset', 'user', '--settings']
    const refused = await cliJson<Refused>(at, ...add, wrong)
    expect(refused).toMatchObject({ status: 1, document: { error: { code: 'RB-7411' } } })
    expect((await cli(at, ...add, await settings(pgp.publicKey))).status).toBe(0)
    expect((await cli(at, 'export', 'run')).status).toBe(0)

    const without = await cli(at, 'export', 'deliver')
    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining('RB-7403') })
    const nobody = await cliJson<Refused>(at, 'export', 'secret', 'people', 'none', '--secret-file', wrong)
    expect(nobody.document.error.code).toBe('RB-7402')

    const key = await file('key', server.privateKey)
    const given = await cli(at, 'export', 'secret', 'people', 'partner', '--secret-file', key)
    expect(given.status).toBe(0)
    const delivered = await cli(at, 'export', 'deliver', '--export', 'people', '--now')
    expect(delivered).toMatchObject({ status: 0, stderr: '' })
    const [name] = await readdir(server.folder)
    expect(delivered.stdout).toBe(`people: delivered ${name} to partner\n`)

    const listed = await cli(at, 'export', 'files', 'people')
    expect(listed.stdout).toContain('partner delivered')
    const shown = await cli(at, '--json', 'export', 'show', 'people')
    const secret = server.privateKey.split('\n')[2]!
    for (const { stdout, stderr } of [given, delivered, listed, shown])
      expect(stdout + stderr).not.toContain(secret)

    const { data } = await decrypt({
      message: await readMessage({ binaryMessage: await readFile(join(server.folder, name!)) }),
      decryptionKeys: await readPrivateKey({ armoredKey: pgp.privateKey }),
      format: 'binary',
    })
    const published = await inPlace(at, async (_, { organisationId }) =>
      readFile(join(outboxFolder(at.dataFolder, organisationId), name!.replace(/\.pgp$/, ''))),
    )
    expect(Buffer.from(data as Uint8Array).equals(published)).toBe(true)
    expect((await cli(at, 'export', 'deliver')).stdout).toBe('Nothing is due.\n')
  })
})
