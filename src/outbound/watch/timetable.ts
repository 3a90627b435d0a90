import * as z from 'zod'
import { midnight, today } from '../../domain/values/dates.ts'
import { parseSettings } from '../../formats/settings.ts'
import type { Export } from '../exports.ts'
import { contractSettings } from '../settings/schema.ts'
import { checkedZone } from '../settings/settings.ts'
import { clockTime } from '../time/clock-time.ts'
import { addDays } from '../time/windows.ts'

/** What the clock of an export needs to know. Whether its other settings are good, its run will tell. */
const clockSettings = z.object(
  contractSettings.pick({ timeZone: true, startAt: true, warnAt: true, deliverBy: true, retentionDays: true })
    .shape,
)

/** When what is to happen with the file of a date, in milliseconds since 1970 UTC (outbound rule O-45). */
export interface Moments {
  readonly start: number
  /** In the order of time. */
  readonly warnings: readonly number[]
  readonly deadline: number
}

/** The days of an export and what is to happen on them. */
export interface Timetable {
  /** The local date at an instant, `YYYY-MM-DD`. */
  dateAt(instant: number): string
  of(date: string): Moments
  /** The first instant of a date. */
  beginOf(date: string): number
  /** Files before this date are nobody's concern any more. */
  keptFrom(date: string): string
}

/** Throws RB-8003 and RB-7104, when the settings are not what they were checked to be. */
export function timetableOf({ settings }: Pick<Export, 'settings'>): Timetable {
  const { timeZone, startAt, warnAt, deliverBy, retentionDays } = parseSettings(clockSettings, settings)
  const zone = checkedZone(timeZone)
  return {
    dateAt: (instant) => today(instant, zone),
    beginOf: (date) => midnight(date, zone),
    keptFrom: (date) => addDays(date, -retentionDays),
    of(date) {
      const start = clockTime(date, startAt, zone)
      const deadline = clockTime(date, deliverBy, zone)
      const warnings = warnAt
        .map((time) => clockTime(date, time, zone))
        .filter((instant) => instant > start && instant < deadline)
        .sort((a, b) => a - b)
      return { start, warnings, deadline }
    },
  }
}
