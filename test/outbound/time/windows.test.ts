import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { midnight } from '../../../src/domain/values/dates.ts'
import { addDays, daysBetween, dueDates, lookBackOf, windowOf } from '../../../src/outbound/time/windows.ts'

const HOUR_MS = 60 * 60_000
const hours = ({ from, to }: { from: number; to: number }) => (to - from) / HOUR_MS
const iso = (instant: number) => new Date(instant).toISOString()

describe('the window of a file', () => {
  test.each([
    ['2026-03-30', 'Europe/London', '2026-03-29T00:00:00.000Z', 23],
    ['2026-10-26', 'Europe/London', '2026-10-24T23:00:00.000Z', 25],
    // Clocks jump from midnight to one: the day begins at one.
    ['2026-03-30', 'Asia/Beirut', '2026-03-28T22:00:00.000Z', 23],
    // Midnight twice: the day begins at the first.
    ['2026-11-02', 'America/Havana', '2026-11-01T04:00:00.000Z', 25],
    ['2026-03-26', 'Asia/Kolkata', '2026-03-24T18:30:00.000Z', 24],
  ])('of %s in %s begins at %s and is %i hours long', (date, zone, from, length) => {
    const window = windowOf(date, zone)
    expect([iso(window.from), hours(window)]).toEqual([from, length])
  })

  test('begins where that of the day before ends, in every zone and on every day', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const day = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays('1970-01-02', days))
    fc.assert(
      fc.property(zone, day, (name, date) => {
        const window = windowOf(date, name)
        expect(window.from).toBe(windowOf(addDays(date, -1), name).to)
        expect(window.to).toBeGreaterThanOrEqual(window.from)
      }),
    )
  })

  test('looks back to the first instant of a local day', () => {
    const back = lookBackOf(windowOf('2026-04-20', 'Europe/London'), 28, 'Europe/London')
    expect(back).toBe(midnight('2026-03-22', 'Europe/London'))
  })
})

describe('the dates that are due', () => {
  test.each([
    ['2026-03-28', null, true, 28, ['2026-03-28']],
    ['2026-03-28', '2026-03-25', true, 28, ['2026-03-26', '2026-03-27', '2026-03-28']],
    ['2026-03-28', '2026-03-25', false, 28, ['2026-03-28']],
    ['2026-03-28', '2026-03-28', true, 28, ['2026-03-28']],
    ['2026-03-28', '2026-01-01', true, 2, ['2026-03-26', '2026-03-27', '2026-03-28']],
    ['2026-03-28', '2026-03-20', true, 0, ['2026-03-28']],
    ['2026-03-01', '2026-02-26', true, 28, ['2026-02-27', '2026-02-28', '2026-03-01']],
  ])('of %s after %s (catch up: %s, look-back %i)', (date, last, catchUp, days, expected) => {
    expect(dueDates(date, last, catchUp, days)).toEqual(expected)
  })

  test('follow on each other without a gap, and end with the date itself', () => {
    const offset = fc.integer({ min: -40, max: 40 })
    fc.assert(
      fc.property(offset, fc.integer({ min: 0, max: 30 }), (back, lookBack) => {
        const date = '2026-03-28'
        const due = dueDates(date, addDays(date, -back), true, lookBack)
        expect(due.at(-1)).toBe(date)
        expect(due.length).toBeLessThanOrEqual(lookBack + 1)
        for (let at = 1; at < due.length; at++) expect(daysBetween(due[at - 1]!, due[at]!)).toBe(1)
      }),
    )
  })
})
