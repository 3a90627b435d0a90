import { BlockList, isIP } from 'node:net'
import { refusal } from '../../domain/finding.ts'

/** Whether an address is one of these, or in one of these ranges. Throws RB-7305 for a text that is neither. */
export function addressList(texts: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', bits, ...rest] = text.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    const prefix = bits === undefined ? most : Number(bits)
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && prefix <= most)
    if (version === 0 || !isRange || rest.length > 0) throw refusal('RB-7305', { value: text })
    list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
  }
  return (address) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** An address of IPv4 that came in through a socket of IPv6 is spelled as one of IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
