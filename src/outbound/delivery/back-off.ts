import type { ErrorCode } from '../../domain/errors/catalogue.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The first wait; each further one is twice as long, up to the longest. Some ten attempts from two o'clock to five. */
const FIRST_MS = 20 * SECOND
const LONGEST_MS = 30 * MINUTE
/** What only a person can mend, and what makes a server lock the account when it is tried often. */
const LASTING_MS = 15 * MINUTE
/** Before the deadline: an attempt that begins at it comes too late, and whoever is run by cron begins some minutes later. */
const LAST_CALL_MS = 10 * MINUTE
const AFTER_DEADLINE_MS = HOUR
/** A weekend. */
const GIVEN_UP_MS = 3 * 24 * HOUR

const LASTING: ReadonlySet<ErrorCode> = new Set([
  'RB-7403',
  'RB-7406',
  'RB-7407',
  'RB-7410',
  'RB-7411',
  'RB-7418',
  'RB-9050',
])

export interface Tried {
  /** This one included. */
  readonly attempts: number
  /** When it began to wait, in milliseconds since 1970 UTC as all times here. */
  readonly since: number
  readonly deadline: number | null
}

/**
 * When to try again after a failure; null: never. One attempt is made in time before the deadline, and one at the deadline
 * itself, which puts on record that it was missed (outbound rule O-45).
 */
export function nextAttempt(
  { attempts, since, deadline }: Tried,
  code: ErrorCode,
  now: number,
  random: () => number,
): number | null {
  if (now - since >= GIVEN_UP_MS) return null
  const isOver = deadline !== null && now >= deadline
  const doubled = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS)
  const least = isOver ? AFTER_DEADLINE_MS : LASTING.has(code) ? LASTING_MS : 0
  const wait = Math.max(doubled, least)
  // Half of it is chance, so that those who failed together do not come back together.
  const next = now + Math.round(wait / 2 + (wait / 2) * random())
  if (deadline === null || isOver) return next
  const lastCall = deadline - LAST_CALL_MS
  return Math.min(next, now < lastCall ? lastCall : deadline)
}
