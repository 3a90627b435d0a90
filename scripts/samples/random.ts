/** Random choices that are the same on every machine and at every run, so that the samples can be made again. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** `count` different entries of the list, in random order. */
  sample<T>(list: readonly T[], count: number): T[]
}

/** Each part of the samples has a seed of its own: a change in one part leaves the others as they are. */
export function seeded(seed: number): Random {
  const next = mulberry32(seed)
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    chance: (share) => next() < share,
    pick: (list) => {
      if (list.length === 0) throw new Error('Nothing to pick from')
      return list[int(list.length)]!
    },
    sample: (list, count) => {
      if (count > list.length) throw new Error(`Cannot take ${count} of ${list.length}`)
      const left = [...list]
      return Array.from({ length: count }, () => left.splice(int(left.length), 1)[0]!)
    },
  }
}

/** Tommy Ettinger's 32-bit generator, public domain; good enough for names and far from good enough for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
