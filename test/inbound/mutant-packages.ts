import { mulberry32, mutate } from '../formats/mutations.ts'
import type { PackageBase } from './package-bases.ts'
import type { Sent } from './test-hub.ts'

/** What trips readers of XML. */
const SPLICES: readonly string[] = [
  ...['<', '>', '&', '"', ']]>', '<!--', '-->', '<![CDATA[', '&#0;', '&b;', '<!DOCTYPE a [', '\x1f'],
  ...['<person/>', '<sourcedid/>', '<id></id>', '<member/>', '<role/>', '<membership>', '</membership>'],
  ...['<person recstatus="2">', '<status>0</status>', '<userid>', '</userid>', '<extension/>', '\n'],
]

/** What senders mix up: the file stays well formed, and means something else. */
const MIXED_UP: readonly (readonly [from: string, to: string])[] = [
  ['101', '102'],
  ['asmith', 'bjones'],
  ['BIO-1', 'CHEM-1'],
  ['"01"', '"99"'],
  ['2026-01-02', '02/01/2026'],
  ['recstatus="3"', 'recstatus="1"'],
  ['status', 'Status'],
  ['s1', 'd1'],
  ['u1', 'u9'],
  ['cl1', 'cl9'],
  ['student', 'pupil'],
  ['true', 'perhaps'],
  ['t1', 'y1'],
  ['bulk', 'delta'],
  [',active,', ',,'],
]

/** The files of a base with one of them damaged, in a way that the seed says. */
export function mutatePackage({ files, format }: PackageBase, seed: number): Sent[] {
  const random = mulberry32(seed)
  const at = Math.floor(random() * files.length)
  const damage = random()
  return files.map(({ name, content }, index) => {
    if (index !== at) return { name, content }
    if (damage < 0.3) return { name, content: mutate(content, seed) }
    const isXml = format === 'ims-enterprise' && damage > 0.6
    return { name, content: isXml ? splice(content, random) : mixUp(content, random) }
  })
}

function splice(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * (bytes.length + 1))
  const piece = SPLICES[Math.floor(random() * SPLICES.length)]!
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(piece), bytes.subarray(at)])
}

/** Changes one place of many, the first pair that the file holds from where the seed begins to look. */
function mixUp(bytes: Uint8Array, random: () => number): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const first = Math.floor(random() * MIXED_UP.length)
  const pairs = [...MIXED_UP.slice(first), ...MIXED_UP.slice(0, first)]
  const [from, to] = pairs.find(([wanted]) => text.includes(wanted)) ?? [',', ';']
  const parts = text.split(from)
  const cut = 1 + Math.floor(random() * (parts.length - 1))
  return Buffer.from(`${parts.slice(0, cut).join(from)}${to}${parts.slice(cut).join(from)}`, 'latin1')
}
