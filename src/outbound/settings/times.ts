import * as z from 'zod'
import { refusal } from '../../domain/finding.ts'

const MOST_WARNINGS = 10

/** Of the date of a file, in the zone of its export. */
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'a time from 00:00 to 23:59' })

/** From when on the file of a date is made by `export due` (outbound rule O-45). */
export const startAt = time.default('02:00')

/** When a file that is missing is warned of. Those outside of `startAt` and `deliverBy` do nothing. */
export const warnAt = z
  .array(time)
  .max(MOST_WARNINGS, { error: `at most ${MOST_WARNINGS} of them` })
  .default(['04:00', '04:30'])

/** By when a file has to be there, in the outbox and at its destinations. */
export const deliverBy = time.default('05:00')

interface Times {
  readonly startAt: string
  readonly warnAt: readonly string[]
  readonly deliverBy: string
}

/**
 * Throws RB-7127 for a start that is not before the deadline, and for a time to warn at that is not between them. The
 * default ones need not be: who changes the deadline alone is warned as far as there is room.
 *
 * @param own those that were set
 */
export function checkTimes(own: Partial<Times>, { startAt, deliverBy }: Times): void {
  // As they are spelled, times compare as texts do.
  if (startAt >= deliverBy) throw wrong('startAt', startAt, `before ${deliverBy} (deliverBy)`)
  const late = own.warnAt?.find((one) => one <= startAt || one >= deliverBy)
  if (late !== undefined)
    throw wrong('warnAt', late, `after ${startAt} (startAt) and before ${deliverBy} (deliverBy)`)
}

function wrong(field: string, value: string, accepted: string) {
  return refusal('RB-7127', { field, value, accepted })
}
