/** One thing that goes wrong with one call. Times are milliseconds. */
export type Fault =
  /** A front that does not wait: 504 after a while, and the work is done later. */
  | { readonly kind: 'impatient front'; readonly afterMs: number; readonly workMs: number }
  /** A page with this status instead of an answer; the work is done before, or not at all. */
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503 | 504; readonly worked: boolean }
  /** The connection ends within the answer. */
  | { readonly kind: 'half answer' }
  /** The answer itself is only half of one. */
  | { readonly kind: 'garbled answer' }
  /** The connection ends without an answer; the work is done later, or not at all. */
  | { readonly kind: 'drop'; readonly workMs: number | null }
  | { readonly kind: 'maintenance' }
  /** The database ends the call in favour of another one, and nothing of it is stored. */
  | { readonly kind: 'deadlock' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The process dies after some records, and the server takes no connection for a while. */
  | { readonly kind: 'restart'; readonly afterRecords: number; readonly downMs: number }

/** The fault of a call, by its number from 0 and its function; null when all goes well. */
export type FaultPlan = (number: number, name: string) => Fault | null

/** A plan that is the same for the same seed: about one in `every` calls has a fault, of any kind. */
export function seededFaults(seed: number, every: number, isSpared: (name: string) => boolean): FaultPlan {
  return (number, name) => {
    if (isSpared(name)) return null
    const random = mulberry32(seed * 7919 + number)
    if (random() * every >= 1) return null
    const kinds = faults(random)
    return kinds[Math.floor(random() * kinds.length)]!
  }
}

function faults(random: () => number): Fault[] {
  return [
    { kind: 'impatient front', afterMs: 2, workMs: 15 },
    { kind: 'status', status: 500, worked: random() < 0.5 },
    { kind: 'status', status: 502, worked: random() < 0.5 },
    { kind: 'status', status: 503, worked: false },
    { kind: 'half answer' },
    { kind: 'garbled answer' },
    { kind: 'drop', workMs: random() < 0.5 ? null : 10 },
    { kind: 'maintenance' },
    { kind: 'deadlock' },
    { kind: 'slow', ms: 10 },
    { kind: 'restart', afterRecords: Math.floor(random() * 8), downMs: 5 },
  ]
}

/** A small generator of chance with a seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
