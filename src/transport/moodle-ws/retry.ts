import type { WsFailure } from './failure.ts'

export interface RetryLimits {
  /** Times that one call is sent again. */
  readonly attempts: number
  /** The first wait; each further one is twice as long. */
  readonly firstMs: number
  readonly longestMs: number
  /** All waiting of one `writeAll` together, for calls that came to nothing. */
  readonly budgetMs: number
}

/** Long enough for a restart or a short maintenance, and for one work of six minutes to end unseen in each lane. */
export const RETRY_LIMITS: RetryLimits = {
  attempts: 5,
  firstMs: 1_000,
  longestMs: 300_000,
  budgetMs: 1_800_000,
}

/** The wait before the next attempt, `attempt` counted from 0; half of it is chance, so that callers spread. */
export function backOff(
  attempt: number,
  failure: Pick<WsFailure, 'retryAfterMs'>,
  limits: RetryLimits,
  random: () => number,
): number {
  if (failure.retryAfterMs !== null) return Math.min(failure.retryAfterMs, limits.longestMs)
  const whole = Math.min(limits.firstMs * 2 ** attempt, limits.longestMs)
  return Math.round(whole / 2 + (whole / 2) * random())
}

/** The waiting that is left to one `writeAll`. */
export class Budget {
  #left: number

  constructor(ms: number) {
    this.#left = ms
  }

  /** False when there is not that much left. */
  spend(ms: number): boolean {
    this.#left -= ms
    return this.#left >= 0
  }
}
