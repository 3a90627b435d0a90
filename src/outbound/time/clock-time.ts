import { Temporal } from '../../domain/values/temporal.ts'

/**
 * When the clocks of a zone show a time on a date, in milliseconds since 1970 UTC (outbound rule O-45). A time that they
 * leave out is the first instant after the gap; of two instants of one time it is the first.
 *
 * @param date `YYYY-MM-DD`
 * @param time `HH:MM`
 */
export function clockTime(date: string, time: string, zone: string): number {
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}:00`)
  const found = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds
  // In a gap it is as long before its end as the wanted time is after its begin: what comes next is the gap.
  return found.getTimeZoneTransition('next')!.epochMilliseconds
}
