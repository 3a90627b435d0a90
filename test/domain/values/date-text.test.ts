import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDateText } from '../../../src/domain/values/date-text.ts'

describe('a date', () => {
  test.each([
    ['2019-01-02', '2019-01-02'],
    ['2024/9/1', '2024-09-01'],
    ['20240901', '2024-09-01'],
    ['8 June 1990', '1990-06-08'],
    ['8-Jun-1990', '1990-06-08'],
    ['8th of June 1990', null],
    ['8th June 1990', '1990-06-08'],
    ['June 8, 1990', '1990-06-08'],
    ['Sept 8 1990', '1990-09-08'],
    ['Fri, 8 June 1990', '1990-06-08'],
    ['1990-jun-08', '1990-06-08'],
    ['6/8/1990', '1990-06-08'],
    ['8.6.1990', '1990-06-08'],
    ['08-06-1990', '1990-06-08'],
    ['31 February 2024', null],
    ['29 feb 2024', '2024-02-29'],
    ['29 feb 2023', null],
    ['13/1/2024', null],
    ['8 Junius 1990', null],
    ['8 June 90', null],
    ['1899-12-31', null],
    ['soon', null],
    ['', null],
  ])('%s is %s', (text, date) => {
    expect(readDateText(text)?.date ?? null).toBe(date)
  })

  test.each([
    ['2024-09-01 08:30', '08:30:00', null],
    ['2024-09-01T08:30:15', '08:30:15', null],
    ['2024-09-01T08:30:15.25Z', '08:30:15', 'Z'],
    ['8 June 1990, 8:30', '08:30:00', null],
    ['2024-09-01 08:30 +0200', '08:30:00', '+02:00'],
    ['2024-09-01 08:30:00-05:30', '08:30:00', '-05:30'],
  ])('%s has a time of day', (text, clock, offset) => {
    expect(readDateText(text)).toEqual({ date: expect.any(String), clock, offset })
  })

  test.each(['2024-09-01 24:00', '2024-09-01 08:60', '2024-09-01 08:30:99'])('%s is no time', (text) => {
    expect(readDateText(text)).toBeNull()
  })

  test('is read as it was written, whatever the day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10)
          expect(readDateText(iso)).toEqual({ date: iso, clock: null, offset: null })
        },
      ),
    )
  })

  test('is no page of text', () => {
    expect(readDateText(`${' '.repeat(100)}2024-09-01`)).toBeNull()
  })
})
