import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { midnight } from '../../../src/domain/values/dates.ts'
import { clockTime } from '../../../src/outbound/time/clock-time.ts'
import { localTime } from '../../../src/outbound/time/local-time.ts'
import { addDays } from '../../../src/outbound/time/windows.ts'

describe('the time of a date', () => {
  test.each([
    ['2026-03-28', '02:00', 'Europe/London', '2026-03-28T02:00:00Z'],
    // From one to two there is nothing.
    ['2026-03-29', '00:59', 'Europe/London', '2026-03-29T00:59:00Z'],
    ['2026-03-29', '01:00', 'Europe/London', '2026-03-29T01:00:00Z'],
    ['2026-03-29', '01:30', 'Europe/London', '2026-03-29T01:00:00Z'],
    ['2026-03-29', '02:00', 'Europe/London', '2026-03-29T01:00:00Z'],
    ['2026-03-29', '02:30', 'Europe/London', '2026-03-29T01:30:00Z'],
    // From one to two twice.
    ['2026-10-25', '01:00', 'Europe/London', '2026-10-25T00:00:00Z'],
    ['2026-10-25', '01:59', 'Europe/London', '2026-10-25T00:59:00Z'],
    ['2026-10-25', '02:00', 'Europe/London', '2026-10-25T02:00:00Z'],
    ['2026-03-08', '02:00', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-03-08', '02:59', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-03-08', '03:00', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-03-08', '05:00', 'America/New_York', '2026-03-08T09:00:00Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['2026-11-01', '02:00', 'America/New_York', '2026-11-01T07:00:00Z'],
    // Half an hour, forward and back.
    ['2026-10-04', '02:00', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['2026-10-04', '02:30', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['2026-10-04', '02:31', 'Australia/Lord_Howe', '2026-10-03T15:31:00Z'],
    ['2026-04-05', '01:29', 'Australia/Lord_Howe', '2026-04-04T14:29:00Z'],
    ['2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
    ['2026-04-05', '02:00', 'Australia/Lord_Howe', '2026-04-04T15:30:00Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(clockTime(date, time, zone)).toBe(Date.parse(instant))
  })

  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const date = fc.integer({ min: 0, max: 3_660 }).map((days) => addDays('2020-01-01', days))
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map(twoDigits).join(':'))

  test('is shown by the clock then and not a minute before, or is the end of a gap in which it lies', () => {
    fc.assert(
      fc.property(zone, date, time, (name, day, wanted) => {
        const shown = (instant: number) => {
          const { year, month, day, hour, minute } = localTime(instant, name)
          const [months, days, hours, minutes] = [month, day, hour, minute].map(twoDigits)
          return `${year}-${months}-${days} ${hours}:${minutes}`
        }
        const instant = clockTime(day, wanted, name)
        if (shown(instant) === `${day} ${wanted}`) return
        expect(shown(instant) > `${day} ${wanted}`).toBe(true)
        expect(shown(instant - 60_000) < `${day} ${wanted}`).toBe(true)
      }),
    )
  })

  test('is never before that of an earlier time, and at nought it is the begin of the day', () => {
    fc.assert(
      fc.property(zone, date, time, (name, day, wanted) => {
        const begin = clockTime(day, '00:00', name)
        expect(begin).toBe(midnight(day, name))
        expect(clockTime(day, wanted, name)).toBeGreaterThanOrEqual(begin)
      }),
    )
  })
})

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
