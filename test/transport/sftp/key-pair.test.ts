import { expect, test } from 'vitest'
import { ed25519Pair } from '../../../src/transport/sftp/key-pair.ts'

test('a key pair that cannot be read is thrown away', () => {
  const sound = ed25519Pair()
  const broken = { ...sound, private: sound.private.slice(0, 120) }
  const made = [broken, broken, sound]
  expect(ed25519Pair(() => made.shift()!)).toBe(sound)
  expect(made).toEqual([])
})
