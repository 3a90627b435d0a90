import { WsFailure } from '../failure.ts'

/** What holds on the server of one record: whether it is as the call would have made it, and its id if it got one. */
export type Seen = { readonly done: true; readonly id: number | null } | { readonly done: false }

export interface SettleLimits {
  /** The first wait before looking; each further one is twice as long. */
  readonly firstMs: number
  readonly longestMs: number
  /** After this much waiting, what is not there will not come any more. */
  readonly allMs: number
}

/** Moodle raises the time limit of a call to six minutes at the most, and goes on when nobody waits for it. */
export const SETTLE_LIMITS: SettleLimits = { firstMs: 2_000, longestMs: 30_000, allMs: 360_000 }

/** The waits before each look. A server that has finished is looked at once. */
export function waits(ended: boolean, { firstMs, longestMs, allMs }: SettleLimits): number[] {
  if (ended) return [0]
  const list: number[] = []
  for (let wait = firstMs, left = allMs; left > 0; wait = Math.min(wait * 2, longestMs)) {
    list.push(Math.min(wait, left))
    left -= wait
  }
  return list
}

/**
 * Waits and looks until all is done or no more can come. Null when the last look failed: then nobody knows.
 *
 * @throws whatever `look` throws besides a WsFailure
 */
export async function settle(
  look: () => Promise<readonly Seen[]>,
  times: readonly number[],
  sleep: (ms: number) => Promise<unknown>,
): Promise<readonly Seen[] | null> {
  let seen: readonly Seen[] | null = null
  for (const ms of times) {
    if (ms > 0) await sleep(ms)
    seen = await tryLook(look)
    if (seen?.every(({ done }) => done)) return seen
  }
  return seen
}

async function tryLook(look: () => Promise<readonly Seen[]>): Promise<readonly Seen[] | null> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof WsFailure) return null
    throw error
  }
}
