import { expect, test } from 'vitest'
import { everywhere } from '../../src/cli/sftp/everywhere.ts'
import { refusal } from '../../src/domain/finding.ts'
import { refused } from '../support/refused.ts'

/** As the server throws it when the system does not let it listen. */
function cannotListen(address: string, code: string) {
  const cause = Object.assign(new Error(code), { code })
  return refusal('RB-7321', { value: `${address} port 2222`, reason: code }, { cause })
}

async function tried(code: string): Promise<{ addresses: string[]; came: ReturnType<typeof everywhere> }> {
  const addresses: string[] = []
  const came = everywhere(async (address) => {
    addresses.push(address)
    if (address === '::') throw cannotListen(address, code)
    return 'served'
  })
  await came.catch(() => {})
  return { addresses, came }
}

test('SFTP is served on all addresses, without a word about it', async () => {
  expect(await everywhere(async (address) => `served on ${address}`)).toEqual({
    serving: 'served on ::',
    address: '::',
    note: null,
  })
})

test.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])(
  'where IPv6 is off (%s) it is served on IPv4, and says so',
  async (code) => {
    const { addresses, came } = await tried(code)
    expect(addresses).toEqual(['::', '0.0.0.0'])
    expect(await came).toMatchObject({ serving: 'served', address: '0.0.0.0', note: { code: 'RB-7322' } })
  },
)

test.each(['EADDRINUSE', 'EACCES'])(
  'a port that cannot be had (%s) is no reason to leave IPv6 out',
  async (code) => {
    const { addresses, came } = await tried(code)
    expect(addresses).toEqual(['::'])
    expect((await refused(came)).code).toBe('RB-7321')
  },
)
