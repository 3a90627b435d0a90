import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanHeading, cleanValue, record } from '../../../src/outbound/csv/cells.ts'

const KEEP = { formulaCells: 'keep', lineBreaksInValues: 'keep' } as const
const PREFIX = { formulaCells: 'prefix', lineBreaksInValues: 'keep' } as const
const SPACE = { formulaCells: 'keep', lineBreaksInValues: 'space' } as const

describe('a cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-5', '-5'],
    ['+5.25', '+5.25'],
    ['-5.', "'-5."],
    ['@home', "'@home"],
    ['\tx', "'\tx"],
    ['plain', 'plain'],
    ['', ''],
    ['-', "'-"],
    ['\u0000=1', "'=1"],
  ])('%j is disarmed as %j when asked for', (value, expected) => {
    expect(cleanValue(value, PREFIX)).toBe(expected)
    expect(cleanValue(value, KEEP)).toBe(value.replace('\u0000', ''))
  })

  test('loses control characters, and nothing else', () => {
    expect(cleanValue(' a\u0007\u000b\u001f\u007f\tb\r\n“c” ', KEEP)).toBe(' a\tb\r\n“c” ')
  })

  test('has one space for each line break when asked for', () => {
    expect(cleanValue('a\r\nb\rc\n\nd', SPACE)).toBe('a b c  d')
  })

  test('of the headings is not disarmed', () => {
    expect(cleanHeading('=Name', PREFIX)).toBe('=Name')
  })
})

describe('a record', () => {
  test('has every field in quotes, the empty ones too', () => {
    expect(record(['a', '', 'The "Big 5"'])).toBe('"a","","The ""Big 5"""')
    expect(record([''])).toBe('""')
    expect(record(['', ''])).toBe('"",""')
  })

  test('can be read back whatever its values are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const read = [...record(cells).matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) =>
          cell!.replaceAll('""', '"'),
        )
        expect(read).toEqual(cells)
      }),
    )
  })
})
