import * as z from 'zod'

const HOUR = 3_600_000
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR }
const MOST = 366 * UNITS['d']!

/** A number alone is 0: the command line reads `waitFor=0` as one. */
const period = z.preprocess(
  (value) => (value === 0 ? '0' : value),
  z
    .string()
    .refine((text) => milliseconds(text) !== null, {
      error: '0, or a number with h, d or w behind it such as 12h, 7d or 2w, 366d at most',
    })
    .default('0'),
)

/** How long enrolments wait for a user or a course that has not arrived (docs/guides/waiting.md). `0`: not at all. */
export const WAITING_SETTINGS = { waitFor: period }

const read = z.object(WAITING_SETTINGS)

/** Milliseconds; 0 where nothing waits. `settings` is what `Format.settings` gave, so they are good. */
export function waitForOf(settings: unknown): number {
  return milliseconds(read.parse(settings).waitFor)!
}

function milliseconds(text: string): number | null {
  if (text === '0') return 0
  const [, number, unit] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? []
  const length = Number(number) * (UNITS[unit ?? ''] ?? 0)
  return length > 0 && length <= MOST ? length : null
}
