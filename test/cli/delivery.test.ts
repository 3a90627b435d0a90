import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addExport } from '../../src/outbound/define.ts'
import { runExports } from '../../src/outbound/run-export.ts'
import { outboxFolder } from '../../src/transport/storage/places.ts'
import { type Sshd, sshd } from '../transport/sftp-client/sshd.ts'
import { cli, cliJson, inPlace, type Place, place } from './cli.ts'
import { DAY_NOT_OVER } from './day-not-over.ts'

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

let name: string
let published: Buffer
beforeAll(async () => {
  const { port, user, hostKeys } = server
  const partner = { kind: 'sftp', name: 'partner', host: '127.0.0.1', port, user, hostKey: hostKeys.ed25519 }
  const settings = {
    deliverTo: [{ ...partner, pgp: pgp.publicKey }],
    deliverBy: '23:59',
    timeZone: DAY_NOT_OVER,
  }
  await inPlace(at, async (hub, { organisationId, siteId }) => {
    await hub.store.asOrganisation(organisationId, (tx) =>
      addExport(tx, organisationId, { name: 'people', dataset: 'user', siteId, settings }),
    )
    const [result] = await runExports(hub, organisationId, [])
    name = result!.files[0]!.name
    published = await readFile(join(outboxFolder(at.dataFolder, organisationId), name))
  })
})

async function file(name: string, text: string): Promise<string> {
  const path = join(at.dataFolder, name)
  await writeFile(path, text)
  return path
}

describe('rollbook export deliver', () => {
  test('waits for a secret, which is taken from a file and told nobody', async () => {
    const without = await cli(at, 'export', 'deliver')
    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining('RB-7403') })
    const key = await file('key', server.privateKey)
    const given = await cli(at, 'export', 'secret', 'people', 'partner', '--secret-file', key)
    expect(given).toMatchObject({ status: 0, stderr: '' })
    expect(given.stdout).not.toContain(server.privateKey.split('\n')[2])
  })

  test('brings the file, encrypted, to a server whose key is pinned', async () => {
    const { status, stdout, stderr } = await cli(at, 'export', 'deliver', '--export', 'people', '--now')
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `people: delivered ${name}.pgp to partner\n`,
      stderr: '',
    })
    expect(await readdir(server.folder)).toEqual([`${name}.pgp`])
    const { data } = await decrypt({
      message: await readMessage({ binaryMessage: await readFile(join(server.folder, `${name}.pgp`)) }),
      decryptionKeys: await readPrivateKey({ armoredKey: pgp.privateKey }),
      format: 'binary',
    })
    expect(Buffer.from(data as Uint8Array).equals(published)).toBe(true)
  })

  test('is told by the list of files', async () => {
    const { document } = await cliJson<{ files: object[] }>(at, 'export', 'files', 'people')
    expect(document.files).toMatchObject([
      { name, deliveries: [{ destination: 'partner', state: 'delivered', attempts: 2, incidentAt: null }] },
    ])
  })

  test('has no use for a private key of the receiver', async () => {
    const settings = await file(
      'private.json',
      JSON.stringify({ deliverTo: [{ kind: 'folder', name: 'a', pgp: pgp.privateKey }] }),
    )
    const { status, document } = await cliJson<Refused>(
      at,
      'export',
      'settings',
      'people',
      '--file',
      settings,
    )
    expect({ status, code: document.error.code }).toEqual({ status: 1, code: 'RB-7411' })
    expect(JSON.stringify(document)).not.toContain(pgp.privateKey.split('\n')[3])
  })
})
