import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Temporal } from '../../../src/domain/values/temporal.ts'
import { dateWriter } from '../../../src/outbound/time/date-pattern.ts'
import { refused } from '../../support/refused.ts'

const REFERENCE = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'exports.md')

const at = (text: string) => Date.parse(text)

describe('date patterns', () => {
  test.each([
    ['yyyy-MM-dd', '2026-03-05T09:08:07Z', 'UTC', '2026-03-05'],
    ['d.M.yy', '2026-03-05T09:08:07Z', 'UTC', '5.3.26'],
    ['EEEE d MMMM yyyy', '2026-09-01T09:00:00Z', 'UTC', 'Tuesday 1 September 2026'],
    ['EEE MMM', '2026-09-01T09:00:00Z', 'UTC', 'Tue Sep'],
    ['h:mm a', '2026-03-05T00:05:00Z', 'UTC', '12:05 AM'],
    ['hh H HH a', '2026-03-05T12:05:00Z', 'UTC', '12 12 12 PM'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-07-01T12:00:00Z', 'Europe/London', '2026-07-01T13:00:00+01:00'],
    ['HHXXX', '2026-01-01T12:00:00Z', 'Europe/London', '12Z'],
    ['HHxxx', '2026-01-01T12:00:00Z', 'Europe/London', '12+00:00'],
    ['xxx', '2026-01-01T12:00:00Z', 'America/St_Johns', '-03:30'],
    ["d 'o''clock' ''H''", '2026-01-02T12:00:00Z', 'UTC', "2 o'clock '12'"],
    ['yyyy年M月', '2026-01-02T12:00:00Z', 'UTC', '2026年1月'],
  ])('%s of %s in %s is %s', (pattern, instant, zone, expected) => {
    expect(dateWriter(pattern, 'dateFormat')(at(instant), zone)).toBe(expected)
  })

  test.each([
    'YYYY-MM-dd',
    'DD/MM/yyyy',
    'MMMMM',
    'y',
    'eee',
    'EE',
    'Z',
    's',
    "yyyy 'open",
    '',
    '--',
    "'text'",
    'aa',
  ])('refuse %j', async (pattern) => {
    await expect(refused((async () => dateWriter(pattern, 'dateFormat'))())).resolves.toMatchObject({
      code: 'RB-7103',
      field: 'dateFormat',
    })
  })

  test('are refused with the fields that the reference lists', async () => {
    const [, listed = ''] = /with the fields `([^`]+)`/.exec(readFileSync(REFERENCE, 'utf8')) ?? []
    const { message } = await refused((async () => dateWriter('y', 'dateFormat'))())
    const [, told = ''] = /the fields (.+), signs/.exec(message) ?? []
    expect(told.split(', ').sort()).toEqual(listed.split(' ').sort())
  })

  test('agree with the time zone database at any instant, also where clocks change', () => {
    const write = dateWriter("yyyy-MM-dd'T'HH:mm:ssxxx", 'dateFormat')
    const zone = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Asia/Beirut',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    )
    const instant = fc.integer({
      min: at('1975-01-01T00:00:00Z') / 1000,
      max: at('2037-01-01T00:00:00Z') / 1000,
    })
    fc.assert(
      fc.property(zone, instant, (name, seconds) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(name)
        expect(write(seconds * 1000, name)).toBe(
          zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' }),
        )
      }),
    )
  })

  test('of days alone are those of each zone, close to its midnights too', () => {
    const write = dateWriter('yyyy-MM-dd', 'dateFormat')
    const zone = fc.constantFrom('Europe/London', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu')
    const day = fc.integer({ min: 2_000, max: 24_000 })
    const second = fc.integer({ min: -2, max: 2 })
    fc.assert(
      fc.property(zone, zone, day, second, (name, other, days, seconds) => {
        const midnight = Temporal.PlainDate.from('1970-01-01').add({ days }).toZonedDateTime(other)
        const instant = midnight.epochMilliseconds + seconds * 1000
        const there = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name)
        expect(write(instant, name)).toBe(there.toPlainDate().toString())
      }),
    )
  })
})
