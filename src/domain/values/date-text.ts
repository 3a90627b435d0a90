import { type DateParts, existing, isoDate } from './dates.ts'

/** Names the forms that `readDateText` reads, for messages. */
export const DATE_TEXTS =
  'dates such as 2024-09-01, 2024-09-01 08:30, 8 June 1990 or 6/8/1990 (month/day/year)'

/** What a text says of a time: a day, perhaps a time of that day, perhaps the offset of its zone. */
export interface DateText {
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** `HH:MM:SS`; null: the beginning of the day. */
  readonly clock: string | null
  /** `Z` or `+HH:MM`; null: the site's zone. */
  readonly offset: string | null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** The names in full, behind their first three letters. */
const ENDINGS = ['uary', 'ruary', 'ch', 'il', '', 'e', 'y', 'ust', 'tember', 'ober', 'ember', 'ember']

const MONTH = '([a-z]{3,9})\\.?'
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?'
const CLOCK =
  /^(.*?\S)(?:,?\s+|t)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/
/** Characters; no form is as long, and searching costs more than length. */
const LONGEST_TEXT = 60

/** How the forms of a date lay out their parts. Years of two digits are refused: which century is meant is a guess. */
const FORMS: readonly [RegExp, (parts: readonly string[]) => DateParts | null][] = [
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, ([y, m, d]) => parts(y, m, d)],
  [/^(\d{4})(\d{2})(\d{2})$/, ([y, m, d]) => parts(y, m, d)],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, ([m, d, y]) => parts(y, m, d)],
  [/^(\d{1,2})[-.](\d{1,2})[-.](\d{4})$/, ([d, m, y]) => parts(y, m, d)],
  [new RegExp(`^${DAY}[ -]?${MONTH}(?:,| |-)*(\\d{4})$`), ([d, m, y]) => parts(y, monthOf(m), d)],
  [new RegExp(`^${MONTH}[ -]?${DAY}(?:,| |-)+(\\d{4})$`), ([m, d, y]) => parts(y, monthOf(m), d)],
  [new RegExp(`^(\\d{4})[ -]${MONTH}[ -]${DAY}$`), ([y, m, d]) => parts(y, monthOf(m), d)],
]

/**
 * Reads the dates that spreadsheets and people write, as Moodle's uploads do (moodle-csv.md 2.6 and 3.3): ISO dates,
 * month names, American dates with slashes, European ones with dots or dashes, each with a time of day or without.
 * Null for anything else.
 */
export function readDateText(text: string): DateText | null {
  if (text.length > LONGEST_TEXT) return null
  const folded = text.trim().toLowerCase().replace(WEEKDAY, '')
  const clock = CLOCK.exec(folded)
  const day = dateOf(clock?.[1] ?? folded)
  if (day === null) return null
  if (clock === null) return { date: isoDate(day), clock: null, offset: null }
  const [, , hours, minutes, seconds = '00', offset] = clock
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  return {
    date: isoDate(day),
    clock: `${hours!.padStart(2, '0')}:${minutes}:${seconds}`,
    offset: offset === undefined ? null : /^[+-]/.test(offset) ? offset.replace(/^(...):?/, '$1:') : 'Z',
  }
}

function dateOf(text: string): DateParts | null {
  for (const [form, read] of FORMS) {
    const match = form.exec(text)
    if (match !== null) return read(match.slice(1))
  }
  return null
}

function parts(year = '', month: string | number = '', day = ''): DateParts | null {
  return existing(Number(year), Number(month), Number(day))
}

/** 1 to 12, or 0. */
function monthOf(name = ''): number {
  const month = MONTHS.indexOf(name.slice(0, 3))
  const ending = name.slice(3)
  const full = ending === '' || ending === ENDINGS[month] || name === 'sept'
  return full ? month + 1 : 0
}
