import { Temporal } from './temporal.ts'

export interface DateParts {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH_FIRST = /^([A-Za-z]{3}|\d{1,2})\/(\d{1,2})\/(\d{4})$/
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/
const EARLIEST_YEAR = 1900

/**
 * Reads a date of an import file (Data Hub section 3.4 with quirk Q-14): month, day and year with slashes, the
 * month as number or English three-letter name in any case; ISO dates only when `iso`. The day must exist and
 * the year be 1900 or later. Null for anything else.
 */
export function parseDate(text: string, { iso }: { readonly iso: boolean }): DateParts | null {
  const slashes = MONTH_FIRST.exec(text)
  if (slashes) return existing(Number(slashes[3]), monthNumber(slashes[1]!), Number(slashes[2]))
  const isoParts = iso ? ISO.exec(text) : null
  if (isoParts) return existing(Number(isoParts[1]), Number(isoParts[2]), Number(isoParts[3]))
  return null
}

/** Names the formats that `parseDate` reads, for messages. */
export function DATE_FORMATS(iso: boolean): string {
  const formats = 'dates such as Jan/31/2024 or 1/31/2024 (month/day/year)'
  return iso ? `${formats} or 2024-01-31` : formats
}

/** `YYYY-MM-DD`. */
export function isoDate({ year, month, day }: DateParts): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The day that it is in a zone at an instant, `YYYY-MM-DD`. */
export function today(nowMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** Rows of a file share few dates: a million look-ups must not cost a million time zone calculations. */
const CACHE_SIZE = 20_000
const midnights = new Map<string, Map<string, number>>()

/**
 * The first instant of a day in a zone, in epoch milliseconds. That is midnight; where the clock skips midnight,
 * the instant after the gap; where it strikes twice, the first.
 *
 * @param date `YYYY-MM-DD`; the day must exist, else a RangeError
 * @param zone an IANA zone, else a RangeError
 */
export function midnight(date: string, zone: string): number {
  let ofZone = midnights.get(zone)
  const known = ofZone?.get(date)
  if (known !== undefined) return known
  const start = Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
  if (ofZone === undefined || ofZone.size >= CACHE_SIZE) {
    ofZone = new Map()
    midnights.set(zone, ofZone)
  }
  ofZone.set(date, start)
  return start
}

/**
 * The instant of a local time `YYYY-MM-DDTHH:MM:SS` in a zone, in epoch milliseconds. One that the clock skips is as long
 * after the gap as it is after its begin; where the clock strikes twice it is the first.
 */
export function localInstant(local: string, zone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds
}

function monthNumber(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.indexOf(text.toLowerCase()) + 1
}

/** The date, when there is such a day and its year is 1900 or later. */
export function existing(year: number, month: number, day: number): DateParts | null {
  if (year < EARLIEST_YEAR || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  return { year, month, day }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
