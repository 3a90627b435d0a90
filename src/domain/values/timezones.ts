import { Temporal } from './temporal.ts'

/** The longest IANA name has 32 characters. */
const LONGEST_NAME = 64
/** Far more than there are names; files can bring any number of wrong ones. */
const CACHE_SIZE = 2000

/**
 * ICU also answers to three-letter names of its own that are no IANA names and mislead: its `BST` is Dhaka, its
 * `IST` Calcutta. These are the ones that IANA has.
 */
const THREE_LETTERS = new Set([
  'CET',
  'EET',
  'EST',
  'GMT',
  'HST',
  'MET',
  'MST',
  'PRC',
  'ROC',
  'ROK',
  'UCT',
  'UTC',
  'WET',
])

const answers = new Map<string, boolean>()

/** Is this an IANA time zone or an alias of one (`Europe/London`, `US/Eastern`, `UTC`), in exact case? */
export function isTimezone(name: string): boolean {
  if (name.length > LONGEST_NAME) return false
  const known = answers.get(name)
  if (known !== undefined) return known
  if (answers.size >= CACHE_SIZE) answers.clear()
  const answer = ask(name)
  answers.set(name, answer)
  return answer
}

function ask(name: string): boolean {
  if (/^[A-Z]{3}$/.test(name) && !THREE_LETTERS.has(name)) return false
  if (!/^[A-Z]/.test(name) || name.startsWith('SystemV/')) return false
  try {
    // Zones are found in any case; the id comes back in the right one.
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name
  } catch {
    return false
  }
}
