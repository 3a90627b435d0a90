/** Seconds. */
const UNITS: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
}

/** A hundred years. */
const MOST_SECONDS = 100 * UNITS['year']!

const PART = /(\d{1,10})\s*([a-z]+?)s?(?=[\s,\d]|$)/g
const WHOLE = /^(?:\s*,?\s*\d{1,10}\s*[a-z]+)+$/
/** Characters; no period of sense is as long. */
const LONGEST_TEXT = 60

/** Seconds, written as such or as text such as `4 weeks` or `1 day 12 hours` (moodle-csv.md 3.1); null for no period. */
export function readPeriod(text: string): number | null {
  if (/^\d{1,10}$/.test(text)) return within(Number(text))
  const folded = text.toLowerCase().replace(/^\+/, '').trim()
  if (folded.length > LONGEST_TEXT || !WHOLE.test(folded)) return null
  let seconds = 0
  for (const [, number, unit = ''] of folded.matchAll(PART)) {
    if (!Object.hasOwn(UNITS, unit)) return null
    seconds += Number(number) * UNITS[unit]!
  }
  return within(seconds)
}

function within(seconds: number): number | null {
  return seconds <= MOST_SECONDS ? seconds : null
}
