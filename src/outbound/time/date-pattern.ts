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
 * Outbound rule O-26, complete, by letter and how often it stands: every other run of a letter is refused. The letters
 * are those of Unicode's LDML; both X stand for the offset from UTC, the capital one with `Z` for none.
 */
const FIELDS: Readonly<Record<string, Readonly<Record<number, Part>>>> = {
  y: { 2: ({ year }) => padded(year % 100, 2), 4: ({ year }) => padded(year, 4) },
  M: {
    1: ({ month }) => String(month),
    2: ({ month }) => padded(month, 2),
    3: ({ month }) => MONTHS[month - 1]!.slice(0, SHORT),
    4: ({ month }) => MONTHS[month - 1]!,
  },
  d: { 1: ({ day }) => String(day), 2: ({ day }) => padded(day, 2) },
  E: { 3: ({ weekday }) => DAYS[weekday]!.slice(0, SHORT), 4: ({ weekday }) => DAYS[weekday]! },
  H: { 1: ({ hour }) => String(hour), 2: ({ hour }) => padded(hour, 2) },
  h: { 1: ({ hour }) => String(hour % 12 || 12), 2: ({ hour }) => padded(hour % 12 || 12, 2) },
  m: { 2: ({ minute }) => padded(minute, 2) },
  s: { 2: ({ second }) => padded(second, 2) },
  a: { 1: ({ hour }) => (hour < 12 ? 'AM' : 'PM') },
  X: { 3: ({ offsetMinutes }) => (offsetMinutes === 0 ? 'Z' : offsetText(offsetMinutes)) },
  x: { 3: ({ offsetMinutes }) => offsetText(offsetMinutes) },
}

const ACCEPTED = Object.entries(FIELDS).flatMap(([letter, byLength]) =>
  Object.keys(byLength).map((length) => letter.repeat(Number(length))),
)

/** Letters of fields that change at midnight only. */
const OF_DAYS = 'yMdE'
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
  for (const [token, letter] of pattern.matchAll(TOKEN)) {
    at += token.length
    if (letter !== undefined) {
      const field = FIELDS[letter]?.[token.length]
      if (field === undefined) throw unusable(pattern, setting, hintFor(token))
      parts.push(field)
      isOfDays &&= OF_DAYS.includes(letter)
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
  return refusal('RB-7103', { field, value, reason, accepted: ACCEPTED })
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60), 2)}:${padded(size % 60, 2)}`
}
