import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkKeys, encrypted } from '../../../src/outbound/delivery/pgp.ts'
import type { Destination } from '../../../src/outbound/settings/destinations.ts'
import { refused } from '../../support/refused.ts'

let keys: { publicKey: string; privateKey: string }
beforeAll(async () => {
  keys = await generateKey({ userIDs: [{ name: 'Receiver' }], format: 'armored' })
})

const to = (pgp: string): Destination => ({ kind: 'folder', name: 'share', path: '', pgp })

async function* pieces(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

describe('a file for a PGP key', () => {
  test.each([0, 1, 65_536, 1_000_003])(
    'of %i bytes is read by who has the private key, byte for byte',
    async (size) => {
      const content = randomBytes(size)
      const stream = await encrypted(pieces(content, 10_000), to(keys.publicKey))
      const binaryMessage = await buffer(Readable.from(stream))
      // No armour: the first bit of a packet is set.
      expect(binaryMessage[0]! & 0x80).toBe(0x80)
      if (size > 1) expect(binaryMessage.includes(content.subarray(0, 64))).toBe(false)
      const { data } = await decrypt({
        message: await readMessage({ binaryMessage }),
        decryptionKeys: await readPrivateKey({ armoredKey: keys.privateKey }),
        format: 'binary',
      })
      expect(Buffer.from(data as Uint8Array).equals(content)).toBe(true)
    },
  )

  test('fails when its bytes end in the middle', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(100_000)
      throw new Error('the disk is gone')
    }
    const stream = await encrypted(broken(), to(keys.publicKey))
    await expect(buffer(Readable.from(stream))).rejects.toThrow('the disk is gone')
  })
})

describe('a key', () => {
  test('that is private, damaged or expired is refused, and nothing of a private one is told', async () => {
    const { publicKey: expired } = await generateKey({
      userIDs: [{ name: 'Receiver' }],
      format: 'armored',
      date: new Date('2020-01-01'),
      keyExpirationTime: 60,
    })
    for (const pgp of [keys.privateKey, expired, 'none', keys.publicKey.slice(0, 200)]) {
      const finding = await refused(checkKeys([to(pgp)]))
      expect(finding.code).toBe('RB-7411')
      expect(finding.message).not.toContain(keys.privateKey.split('\n')[3])
    }
    await checkKeys([to(keys.publicKey), { kind: 'folder', name: 'plain', path: '' }])
  })
})
