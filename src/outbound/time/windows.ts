import { midnight, today } from '../../domain/values/dates.ts'
import { Temporal } from '../../domain/values/temporal.ts'

/** A stretch of time in milliseconds since 1970 UTC: `from` included, `to` excluded. */
export interface Window {
  readonly from: number
  readonly to: number
}

/**
 * What the file of a local date reports (outbound rule O-29): the local day before it, from its first existing instant
 * to that of the date itself.
 */
export function windowOf(date: string, zone: string): Window {
  return { from: midnight(addDays(date, -1), zone), to: midnight(date, zone) }
}

/** `days` later, or earlier when it is negative, as `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** Days from `from` to `to`, negative when it is the other way round. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days
}

/** Where the look-back of a window begins (outbound rule O-35 b): the first instant of a local day. */
export function lookBackOf({ from }: Window, days: number, zone: string): number {
  return midnight(addDays(today(from, zone), -days), zone)
}

/**
 * The dates that a run at a local date has to publish, oldest first (outbound rule O-41): those after the last one that
 * is settled, as far back as the look-back reaches, and its own.
 *
 * @param last the newest date that is settled, null when there is none yet
 */
export function dueDates(
  date: string,
  last: string | null,
  catchUp: boolean,
  lookBackDays: number,
): string[] {
  const missed = last === null || !catchUp ? 0 : Math.min(daysBetween(last, date) - 1, lookBackDays)
  return Array.from({ length: Math.max(missed, 0) }, (_, index) => addDays(date, index - missed)).concat(date)
}
