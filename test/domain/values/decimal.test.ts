import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareDecimals,
  fixedText,
  minus,
  parseDecimal,
  roundedText,
  times,
} from '../../../src/domain/values/decimal.ts'

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: 0, max: 9 }))
  .map(([units, places]) => ({ units, places }))

describe('exact decimals', () => {
  test.each([
    ['66.66500', 2, '66.67'],
    ['7.50000', 0, '8'],
    ['-0.5', 0, '-1'],
    ['-0.004', 2, '0'],
    ['0.00500', 2, '0.01'],
    ['1.005', 2, '1.01'],
    ['100.00', 2, '100'],
    ['1e-7', 5, '0'],
    ['2.5e3', 2, '2500'],
    ['.5', 1, '0.5'],
    ['5.', 3, '5'],
  ])('rounds %s to %i places as %s', (text, places, expected) => {
    expect(roundedText(parseDecimal(text)!, places)).toBe(expected)
  })

  test.each(['', ' ', '.', '-', '1,5', '0x10', 'NaN', 'Infinity', '1e', '1e9999'])(
    'takes %j for no number',
    (text) => {
      expect(parseDecimal(text)).toBeNull()
    },
  )

  test('keep a fixed number of places when asked to', () => {
    expect(['70', '85.76', '-1.5', '0'].map((text) => fixedText(parseDecimal(text)!, 5))).toEqual([
      '70.00000',
      '85.76000',
      '-1.50000',
      '0.00000',
    ])
  })

  test('are read as they are written, and are never further off than half a unit', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 6 }), (number, places) => {
        expect(compareDecimals(parseDecimal(fixedText(number, number.places))!, number)).toBe(0)
        const off = minus(parseDecimal(fixedText(number, places))!, number)
        const size = { ...off, units: off.units < 0n ? -off.units : off.units }
        expect(
          compareDecimals(times(size, { units: 2n, places: 0 }), { units: 1n, places }),
        ).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('drop noughts behind the mark and none before it', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 6 }), (number, places) => {
        const text = roundedText(number, places)
        expect(text).not.toMatch(/\..*0$|\.$/)
        expect(compareDecimals(parseDecimal(text)!, parseDecimal(fixedText(number, places))!)).toBe(0)
      }),
    )
  })
})
