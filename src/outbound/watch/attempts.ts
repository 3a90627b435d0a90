import type { ErrorCode } from '../../domain/errors/catalogue.ts'
import { nextAttempt } from '../delivery/back-off.ts'
import type { Moments } from './timetable.ts'
import type { Watch } from './watches.ts'

/** Whether the file of a date is to be made now: from the start on, and after a failure when the wait is over. */
export function isDue(
  { publishedAt, nextAttemptAt }: Watch,
  { start }: Pick<Moments, 'start'>,
  now: number,
): boolean {
  return publishedAt === null && now >= start && now >= (nextAttemptAt ?? start)
}

/** A date after an attempt that failed with `code`: it waits as a delivery does (outbound rule O-44). */
export function afterAttempt(
  watch: Watch,
  { start, deadline }: Moments,
  code: ErrorCode,
  now: number,
): Watch {
  const tried = { attempts: watch.attempts, since: start, deadline }
  return { ...watch, nextAttemptAt: nextAttempt(tried, code, now, Math.random) }
}

/** A date after an attempt that was none, because the export was being run elsewhere: the next look tries again. */
export function afterNoAttempt(watch: Watch): Watch {
  return { ...watch, attempts: watch.attempts - 1, nextAttemptAt: null }
}
