import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressList, plainAddress } from '../../../src/transport/sftp/addresses.ts'
import { Gate } from '../../../src/transport/sftp/gate.ts'
import { SFTP_LIMITS } from '../../../src/transport/sftp/limits.ts'
import { Frames } from '../../../src/transport/sftp/protocol/frames.ts'
import { readRequest } from '../../../src/transport/sftp/protocol/requests.ts'
import { Ranges } from '../../../src/transport/sftp/ranges.ts'
import { canonical, placeOf } from '../../../src/transport/sftp/tree/place.ts'
import { refused } from '../../support/refused.ts'
import { uint32 } from './raw.ts'

describe('a stream of packets', () => {
  test('gives the same packets wherever it is cut', () => {
    const packets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 20 })
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.flatMap((packet) => [uint32(packet.length), Buffer.from(packet)]))
        const frames = new Frames()
        const got: Buffer[] = []
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const end = at + cuts[cut % cuts.length]!
          got.push(...[...frames.packets(stream.subarray(at, end))].map((packet) => Buffer.from(packet)))
          at = end
        }
        expect(got).toEqual(sent.map((packet) => Buffer.from(packet)))
      }),
    )
  })

  test('of any bytes is read or refused as malformed, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        try {
          expect(readRequest(Buffer.from(bytes)).id).toBeTypeOf('number')
        } catch (error) {
          expect((error as Error).name).toBe('Malformed')
        }
      }),
    )
  })
})

describe('a path', () => {
  test('never leads above the root, whatever it is made of', () => {
    const part = fc.constantFrom('..', '.', '', 'inbox', 'a', '...', 'outbox')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = canonical(parts.join('/'))
        expect(path.startsWith('/')).toBe(true)
        expect(path.split('/').slice(1)).not.toContain('..')
        expect(canonical(path)).toBe(path)
      }),
    )
  })

  test('in the home folder is an outbound file only where the account has them there', () => {
    expect(placeOf('a.csv', { filesInHome: true })).toEqual({ area: 'outbox', rest: 'a.csv' })
    expect(placeOf('a.csv', { filesInHome: false })).toEqual({ area: 'nowhere' })
    expect(placeOf('inbox/../outbox/b/c', { filesInHome: false })).toEqual({ area: 'outbox', rest: 'b/c' })
  })
})

describe('what was sent of a file', () => {
  test('is whole when every byte was, in any order', () => {
    const pieces = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 })
    fc.assert(
      fc.property(pieces, (order) => {
        const ranges = new Ranges()
        for (const piece of order) ranges.add(piece * 10, piece * 10 + 10)
        expect(ranges.longest()).toEqual([0, 100])
      }),
    )
  })

  test('is the longest piece when there are gaps', () => {
    const ranges = new Ranges()
    expect(ranges.longest()).toBeNull()
    ranges.add(0, 10)
    ranges.add(20, 50)
    ranges.add(40, 45)
    expect(ranges.longest()).toEqual([20, 50])
  })
})

describe('the gate', () => {
  test('locks out for twice as long with each further failure, up to an hour', () => {
    let now = 0
    const gate = new Gate({ ...SFTP_LIMITS, failuresOfLogin: 2, lockOutMs: 1000 }, () => now)
    const lockedFor = () => {
      const began = now
      while (gate.isLockedOut('192.0.2.1', 'a')) now += 500
      return now - began
    }
    gate.failed('192.0.2.1', 'a')
    expect(lockedFor()).toBe(0)
    const times = Array.from({ length: 4 }, () => {
      gate.failed('192.0.2.1', 'a')
      return lockedFor()
    })
    expect(times).toEqual([1000, 2000, 4000, 8000])
    for (let index = 0; index < 30; index++) gate.failed('192.0.2.1', 'a')
    expect(lockedFor()).toBe(3_600_000)
  })

  test('locks a login out for the address that failed, and an address that tries many logins for all', () => {
    const gate = new Gate({ ...SFTP_LIMITS, failuresOfLogin: 2, failuresOfAddress: 5 }, () => 0)
    for (let index = 0; index < 2; index++) gate.failed('192.0.2.1', 'a')
    expect(gate.isLockedOut('192.0.2.1', 'a')).toBe(true)
    expect(gate.isLockedOut('192.0.2.2', 'a')).toBe(false)
    expect(gate.isLockedOut('192.0.2.1', 'b')).toBe(false)
    for (const login of ['c', 'd', 'e']) gate.failed('192.0.2.1', login)
    expect(gate.isLockedOut('192.0.2.1', 'b')).toBe(true)
  })

  test('lets in as many as it may, and again when some have left', () => {
    const limits = { ...SFTP_LIMITS, connectionsOfAddress: 3, strangersOfAddress: 2, connections: 4 }
    const gate = new Gate(limits, () => 0)
    const first = gate.admit('192.0.2.1')!
    first.known()
    expect([gate.admit('192.0.2.1'), gate.admit('192.0.2.1'), gate.admit('192.0.2.1')].map(Boolean)).toEqual([
      true,
      true,
      false,
    ])
    expect([gate.admit('192.0.2.2'), gate.admit('192.0.2.3')].map(Boolean)).toEqual([true, false])
    first.left()
    expect(gate.admit('192.0.2.3')).not.toBeNull()
  })

  test('lets in no more than so many within a minute', () => {
    let now = 0
    const gate = new Gate({ ...SFTP_LIMITS, connectionsPerMinute: 2 }, () => now)
    for (let index = 0; index < 2; index++) gate.admit('192.0.2.1')!.left()
    expect(gate.admit('192.0.2.1')).toBeNull()
    now = 60_000
    expect(gate.admit('192.0.2.1')).not.toBeNull()
  })
})

describe('a list of addresses', () => {
  test('has what is in its ranges, of both versions', () => {
    const isIn = addressList(['192.0.2.0/24', '198.51.100.7', '2001:db8::/32'])
    expect(['192.0.2.255', '198.51.100.7', '2001:db8:1::1'].every(isIn)).toBe(true)
    expect(['192.0.3.0', '198.51.100.8', '2001:db9::1', '127.0.0.1'].some(isIn)).toBe(false)
    expect(isIn(plainAddress('::ffff:192.0.2.1'))).toBe(true)
  })

  test.each([
    '192.0.2.0/33',
    '192.0.2',
    'host.example.org',
    '2001:db8::/129',
    '192.0.2.0/24/1',
    '',
    '192.0.2.0/',
  ])('refuses %j', async (text) => {
    expect((await refused(Promise.try(() => addressList([text])))).code).toBe('RB-7305')
  })
})
