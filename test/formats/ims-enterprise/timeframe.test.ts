import { describe, expect, test } from 'vitest'
import { readBound } from '../../../src/formats/ims-enterprise/timeframe.ts'

describe('a timeframe', () => {
  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2024-02-01T08:30:15', '2024-02-01T08:30:15'],
    ['2024-02-01 08:30', '2024-02-01T08:30:00'],
    ['2024-02-01T08:30:15.250', '2024-02-01T08:30:15'],
    ['2024-02-01T08:30:15Z', Date.UTC(2024, 1, 1, 8, 30, 15)],
    ['2024-02-01T08:30:15.5+01:00', Date.UTC(2024, 1, 1, 7, 30, 15)],
    ['2024-02-01T20:30-05:00', Date.UTC(2024, 1, 2, 1, 30)],
    ['2024-02-01Z', Date.UTC(2024, 1, 1)],
    ['2024-02-01+02:00', Date.UTC(2024, 0, 31, 22)],
  ])('reads %s', (text, moment) => {
    expect(readBound({ text, restrict: '1' }, 'begin')).toEqual({ moment })
  })

  test.each([
    [null, 'there is none'],
    [{ text: '2024-02-01', restrict: '0' }, 'restrict is 0'],
    [{ text: '2024-02-01', restrict: null }, 'restrict is missing'],
    [{ text: 'soon', restrict: '0' }, 'it does not count and is no date'],
    [{ text: '', restrict: '1' }, 'it is empty'],
  ])('%j is none: %s', (bound, _) => {
    expect(readBound(bound, 'end')).toEqual({ moment: null })
  })

  test.each([
    'soon',
    '2024-02-30',
    '2023-02-29',
    '1899-12-31',
    '2024-13-01',
    '2024-2-1',
    '01/02/2024',
    '20240201',
    '2024-02-01T25:00:00',
    '2024-02-01T08',
    '2024-02-01T08:60',
    '2024-02-01T08:30:15+25:00',
    '2024-02-01T',
    '2024-02-01 and more',
  ])('%s is no date, which is said with the field and the value', (value) => {
    expect(readBound({ text: value, restrict: '1' }, 'end')).toMatchObject({
      finding: { code: 'RB-1134', field: 'end', value },
    })
  })
})
