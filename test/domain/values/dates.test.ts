import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DATE_FORMATS, isoDate, midnight, parseDate, today } from '../../../src/domain/values/dates.ts'

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const days = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }))

describe('parseDate', () => {
  test.each([
    ['Jan/02/2010', 2010, 1, 2],
    ['jan/2/2010', 2010, 1, 2],
    ['jAN/12/2012', 2012, 1, 12],
    ['01/02/2010', 2010, 1, 2],
    ['1/2/2010', 2010, 1, 2],
    ['9/5/2010', 2010, 9, 5],
    ['Feb/29/2012', 2012, 2, 29],
    ['Feb/29/2000', 2000, 2, 29],
    ['12/31/1900', 1900, 12, 31],
  ])('reads %s month first', (text, year, month, day) => {
    expect(parseDate(text, { iso: false })).toEqual({ year, month, day })
  })

  test.each([
    'Jan/12',
    'Janx/12/2012',
    'January/12/2012',
    'Ja/12/2012',
    'Jan/bogus/2012',
    'Jan/12x/2012',
    'Jan/12/2012x',
    'Jan/12/2012 10:00',
    'Feb/31/2012',
    'Feb/29/2011',
    'Feb/29/1900',
    '13/1/2012',
    '31/1/2012',
    '0/1/2012',
    '1/0/2012',
    '4/31/2012',
    '1/1/10',
    '1/1/0010',
    '1/1/1899',
    '1/1/20100',
    '001/1/2010',
    '1/001/2010',
    '-1/1/2010',
    'Foo/1/2010',
    '1/Jan/2010',
    '30-06-2024',
    '30.06.2024',
    '2011-01-12',
    '1000000000',
    'soon',
    '',
    ' 1/2/2010',
    '1/2/2010\n',
    '１/2/2010',
  ])('refuses %j', (text) => {
    expect(parseDate(text, { iso: false })).toBeNull()
  })

  test('reads ISO dates only when asked to', () => {
    expect(parseDate('2011-01-12', { iso: true })).toEqual({ year: 2011, month: 1, day: 12 })
    expect(parseDate('Jan/12/2011', { iso: true })).toEqual({ year: 2011, month: 1, day: 12 })
  })

  test.each(['2011-1-12', '2011-02-29', '1899-12-31', '2011-01-12T00:00', '20110112', '+002011-01-12'])(
    'refuses %j even when ISO dates are read',
    (text) => {
      expect(parseDate(text, { iso: true })).toBeNull()
    },
  )

  test('reads back every day from 1900 on in each spelling', () => {
    fc.assert(
      fc.property(days, (parts) => {
        const { year, month, day } = parts
        expect(parseDate(`${month}/${day}/${year}`, { iso: false })).toEqual(parts)
        expect(parseDate(`${MONTH_NAMES[month - 1]}/${day}/${year}`, { iso: false })).toEqual(parts)
        expect(parseDate(isoDate(parts), { iso: true })).toEqual(parts)
      }),
    )
  })

  test('takes a day exactly when the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2200 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const calendar = new Date(Date.UTC(year, month - 1, day))
          const exists = calendar.getUTCMonth() === month - 1 && calendar.getUTCDate() === day
          expect(parseDate(`${month}/${day}/${year}`, { iso: false }) !== null).toBe(exists)
        },
      ),
    )
  })
})

test('the examples that messages give are read', () => {
  for (const iso of [false, true]) {
    const examples = DATE_FORMATS(iso).match(/\S*\d\S*/g)!
    expect(examples).toHaveLength(iso ? 3 : 2)
    for (const example of examples) {
      expect(parseDate(example, { iso })).toEqual({ year: 2024, month: 1, day: 31 })
    }
  }
})

describe('midnight', () => {
  test.each([
    ['2024-01-15', 'UTC', '2024-01-15T00:00:00Z'],
    ['2024-01-15', 'Europe/London', '2024-01-15T00:00:00Z'],
    ['2024-07-15', 'Europe/London', '2024-07-14T23:00:00Z'],
    ['2024-07-15', 'America/New_York', '2024-07-15T04:00:00Z'],
    ['2024-07-15', 'Asia/Kathmandu', '2024-07-14T18:15:00Z'],
  ])('of %s in %s is %s', (date, zone, instant) => {
    expect(midnight(date, zone)).toBe(Date.parse(instant))
  })

  test('is the first instant of the day where the clock skips midnight', () => {
    expect(midnight('2018-11-04', 'America/Sao_Paulo')).toBe(Date.parse('2018-11-04T01:00:00-02:00'))
  })

  test('is the first of two where the clock strikes midnight twice', () => {
    expect(midnight('2023-11-05', 'America/Havana')).toBe(Date.parse('2023-11-05T00:00:00-04:00'))
  })

  test('keeps zones and days apart, however many it has seen', () => {
    const first = midnight('2024-07-15', 'Europe/London')
    for (let i = 0; i < 25_000; i++) {
      const date = new Date(Date.UTC(1930, 0, 1 + i)).toISOString().slice(0, 10)
      expect(midnight(date, 'UTC')).toBe(Date.UTC(1930, 0, 1 + i))
    }
    expect(midnight('2024-07-15', 'Europe/London')).toBe(first)
    expect(midnight('2024-07-15', 'Europe/Paris')).toBe(first - 3_600_000)
  })

  test('throws for a day or a zone that does not exist', () => {
    expect(() => midnight('2023-02-29', 'UTC')).toThrow(RangeError)
    expect(() => midnight('2023-02-28', 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('today', () => {
  test('is the day of the zone, not of UTC', () => {
    const now = Date.parse('2024-03-10T23:30:00Z')
    expect(today(now, 'UTC')).toBe('2024-03-10')
    expect(today(now, 'Europe/Paris')).toBe('2024-03-11')
    expect(today(now, 'America/New_York')).toBe('2024-03-10')
  })

  test('begins at midnight', () => {
    for (const zone of ['Europe/London', 'America/Sao_Paulo', 'Asia/Kathmandu']) {
      const start = midnight('2018-11-04', zone)
      expect(today(start, zone)).toBe('2018-11-04')
      expect(today(start - 1, zone)).toBe('2018-11-03')
    }
  })
})
