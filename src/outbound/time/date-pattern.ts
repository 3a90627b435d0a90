import { refusal } from '../../domain/finding.ts'
import { type LocalTime, localTime, offsetAt } from './local-time.ts'

/** Writes an instant, in milliseconds since 1970 UTC, as it is in a zone. */
export type DateWriter = (instant: number, zone: string) => string

type Part = (local: LocalTime) => string

// Fixed English (outbound rule O-27): the platform's locale data differs between versions.
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const SHORT = 3

/**
 * Outbound rule O-26, complete: every other run of a letter is refused. The names are those of Unicode's LDML; its two
 * threefold letters X stand for the offset from UTC, with and without `Z` for none.
 */
const FIELDS: Readonly<Record<string, Part>> = {
  yyyy: ({ year }) => padded(year, 4),
  yy: ({ year }) => padded(year % 100, 2),
  MMMM: ({ month }) => MONTHS[month - 1]!,
  MMM: ({ month }) => MONTHS[month - 1]!.slice(0, SHORT),
  MM: ({ month }) => padded(month, 2),
  M: ({ month }) => String(month),
  dd: ({ day }) => padded(day, 2),
  d: ({ day }) => String(day),
  EEEE: ({ weekday }) => DAYS[weekday]!,
  EEE: ({ weekday }) => DAYS[weekday]!.slice(0, SHORT),
  HH: ({ hour }) => padded(hour, 2),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => padded(hour % 12 || 12, 2),
  h: ({ hour }) => String(hour % 12 || 12),
  mm: ({ minute }) => padded(minute, 2),
  ss: ({ second }) => padded(second, 2),
  a: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  XXX: ({ offsetMinutes }) => (offsetMinutes === 0 ? 'Z' : offsetText(offsetMinutes)),
  xxx: ({ offsetMinutes }) => offsetText(offsetMinutes),
}

/** Fields that change at midnight only. */
const OF_DAYS: ReadonlySet<string> = new Set('yyyy yy MMMM MMM MM M dd d EEEE EEE'.split(' '))
const DAY_MS = 24 * 60 * 60_000
/** Remembered by a writer: ten years. */
const MOST_DAYS = 3_660

/** Text in apostrophes, two apostrophes, a run of one letter, or anything else, sign by sign. */
const TOKEN = /'(?:[^']|'')+'|''|([A-Za-z])\1*|[^'A-Za-z]/gy

/**
 * A Unicode (LDML) date pattern as outbound rules O-25 to O-27 take it. Throws RB-7103, naming `setting`, for a letter
 * that is no field, an apostrophe without its partner, and a pattern that shows nothing of a date.
 */
export function dateWriter(pattern: string, setting: string): DateWriter {
  const parts: Part[] = []
  let isOfDays = true
  let fields = 0
  let at = 0
  for (const [token] of pattern.matchAll(TOKEN)) {
    at += token.length
    if (/^[A-Za-z]/.test(token)) {
      const field = Object.hasOwn(FIELDS, token) ? FIELDS[token]! : null
      if (field === null) throw unusable(pattern, setting, hintFor(token))
      parts.push(field)
      isOfDays &&= OF_DAYS.has(token)
      fields++
    } else {
      const text = literal(token)
      parts.push(() => text)
    }
  }
  if (at < pattern.length) throw unusable(pattern, setting, 'an apostrophe has no partner')
  if (fields === 0) throw unusable(pattern, setting, 'it shows nothing of the date')
  const write: DateWriter = (instant, zone) => {
    const local = localTime(instant, zone)
    let text = ''
    for (const part of parts) text += part(local)
    return text
  }
  return isOfDays ? onceADay(write) : write
}

/** What shows no time is the same all through a local day, in whatever zone. A file has few days and a million rows. */
function onceADay(write: DateWriter): DateWriter {
  const texts = new Map<number, string>()
  return (instant, zone) => {
    const day = Math.floor((instant + offsetAt(instant, zone)) / DAY_MS)
    let text = texts.get(day)
    if (text === undefined) {
      text = write(instant, zone)
      if (texts.size >= MOST_DAYS) texts.clear()
      texts.set(day, text)
    }
    return text
  }
}

function literal(token: string): string {
  if (token === "''") return "'"
  return token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : token
}

function hintFor(token: string): string {
  if (/^Y+$/.test(token)) return `${token} is the year of the week; yyyy is the year`
  if (/^D+$/.test(token)) return `${token} is the day of the year; dd is the day of the month`
  return `${token} is no field`
}

function unusable(value: string, field: string, reason: string) {
  return refusal('RB-7103', { field, value, reason })
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60), 2)}:${padded(size % 60, 2)}`
}
