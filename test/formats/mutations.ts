/**
 * Damages the bytes of a CSV file as transfers, editors and people do. The same bytes and seed give the same result.
 */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = mulberry32(seed)
  let mutant = bytes
  const times = 1 + below(random, 4)
  for (let i = 0; i < times; i++) {
    const damage = DAMAGES[below(random, DAMAGES.length)]!
    mutant = damage(mutant, random)
  }
  return mutant
}

type Random = () => number

/** What trips readers of CSV: quotes, line ends, separators, NULs, marks, halves of characters. */
const SPLICES: readonly (readonly number[])[] = [
  [0x22],
  [0x22, 0x22],
  [0x22, 0x2c],
  [0x0a],
  [0x0d],
  [0x0d, 0x0a],
  [0x0a, 0x0a],
  [0x2c],
  [0x3b],
  [0x09],
  [0x00],
  [0x1f],
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xc3],
  [0xf0, 0x9f],
  [0xe2, 0x80, 0xa8],
]

const DAMAGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  function flip(bytes, random) {
    if (bytes.length === 0) return bytes
    const copy = Uint8Array.from(bytes)
    const at = below(random, copy.length)
    copy[at] = copy[at]! ^ (1 << below(random, 8))
    return copy
  },
  function remove(bytes, random) {
    const [from, to] = stretch(bytes, random)
    return join(bytes.subarray(0, from), bytes.subarray(to))
  },
  function insert(bytes, random) {
    const at = below(random, bytes.length + 1)
    const noise = Uint8Array.from({ length: 1 + below(random, 8) }, () => below(random, 256))
    return join(bytes.subarray(0, at), noise, bytes.subarray(at))
  },
  function duplicate(bytes, random) {
    const [from, to] = stretch(bytes, random)
    return join(bytes.subarray(0, to), bytes.subarray(from))
  },
  function splice(bytes, random) {
    const at = random() < 0.1 ? 0 : below(random, bytes.length + 1)
    const piece = Uint8Array.from(SPLICES[below(random, SPLICES.length)]!)
    return join(bytes.subarray(0, at), piece, bytes.subarray(at))
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, below(random, bytes.length + 1))
  },
  function swapColumns(bytes, random) {
    const lines = Buffer.from(bytes).toString('latin1').split('\n')
    const width = (lines[0] ?? '').split(',').length
    const [a, b] = [below(random, width), below(random, width)]
    const from = random() < 0.5 ? 0 : 1
    const swapped = lines.map((line, i) => {
      const cells = line.split(',')
      if (i < from || cells.length <= Math.max(a, b)) return line
      ;[cells[a], cells[b]] = [cells[b]!, cells[a]!]
      return cells.join(',')
    })
    return Buffer.from(swapped.join('\n'), 'latin1')
  },
  function swapLines(bytes, random) {
    const lines = Buffer.from(bytes).toString('latin1').split('\n')
    const [a, b] = [below(random, lines.length), below(random, lines.length)]
    ;[lines[a], lines[b]] = [lines[b]!, lines[a]!]
    return Buffer.from(lines.join('\n'), 'latin1')
  },
]

/** A stretch of at most 200 bytes: a few rows. */
function stretch(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = below(random, bytes.length + 1)
  return [from, Math.min(bytes.length, from + 1 + below(random, 200))]
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

/** A small random generator of Tommy Ettinger's, in the public domain. Numbers from 0 to below 1. */
export function mulberry32(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
