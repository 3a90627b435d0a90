import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextAttempt } from '../../../src/outbound/delivery/back-off.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SINCE = Date.parse('2026-03-26T02:00:00Z')
const DEADLINE = Date.parse('2026-03-26T05:00:00Z')

/** The attempts of a file that fails each time, as minutes after it was published. */
function attempts(code: 'RB-7405' | 'RB-7407', deadline: number | null): number[] {
  const times: number[] = []
  let now = SINCE
  for (let count = 1; ; count++) {
    times.push(Math.round((now - SINCE) / MINUTE))
    const next = nextAttempt({ attempts: count, since: SINCE, deadline }, code, now, () => 1)
    if (next === null) return times
    now = next
  }
}

describe('a delivery that fails each time', () => {
  test('is tried soon, then ever more seldom, once before the deadline and once at it, and then each hour for three days', () => {
    const times = attempts('RB-7405', DEADLINE)
    expect(times.slice(0, 16)).toEqual([0, 0, 1, 2, 5, 10, 21, 42, 72, 102, 132, 162, 170, 180, 240, 300])
    expect(times.at(-1)).toBe(72 * 60)
  })

  test('is tried no more often than each quarter of an hour when only a person can mend it', () => {
    expect(attempts('RB-7407', DEADLINE).slice(0, 7)).toEqual([0, 15, 30, 45, 60, 75, 90])
  })

  test('is given up after three days also without a deadline', () => {
    expect(attempts('RB-7405', null).at(-1)).toBeLessThanOrEqual(72 * 60 + 30)
  })
})

test('the next attempt is in the future, within an hour, and not past a deadline that is still to come', () => {
  const minutes = fc.integer({ min: 0, max: 71 * 60 })
  fc.assert(
    fc.property(
      minutes,
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (m, n, chance) => {
        const now = SINCE + m * MINUTE
        const next = nextAttempt(
          { attempts: n, since: SINCE, deadline: DEADLINE },
          'RB-7405',
          now,
          () => chance,
        )!
        expect(next).toBeGreaterThan(now)
        expect(next).toBeLessThanOrEqual(now < DEADLINE ? DEADLINE : now + HOUR)
      },
    ),
  )
})
