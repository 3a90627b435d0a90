import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvReader } from '../../../src/formats/csv/reader.ts'
import { csvRow, withoutFormula } from '../../../src/formats/csv/writer.ts'

describe('a row of CSV', () => {
  test('is read again as it was, whatever its values and separator', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '\n', '\r', ' ', '\\') })
    const separators = fc.constantFrom(',', ';', '\t')
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), separators, (cells, separator) => {
        const reader = new CsvReader(separator)
        const rows = [
          ...reader.push(`${csvRow(['first'])}\r\n${csvRow(cells, separator)}\r\n`),
          ...reader.end(),
        ]
        expect(rows[1]).toEqual({ line: 2, cells, fault: null })
      }),
    )
  })

  test('has quotes only where they are needed', () => {
    expect(csvRow(['a b', 'x,y', 'say "hi"', '', ' c'])).toBe('a b,"x,y","say ""hi""",," c"')
    expect(csvRow(['x,y', 'a;b'], ';')).toBe('x,y;"a;b"')
  })

  test('of one empty cell is no blank line', () => {
    expect(csvRow([''])).toBe('""')
  })
})

describe('a text for a spreadsheet', () => {
  test.each(['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\tx', '\r=x'])(
    'is disarmed when it starts as %j does',
    (text) => {
      expect(withoutFormula(text)).toBe(`'${text}`)
    },
  )

  test.each(['-5', '+44', '-3.25', '7', '', 'a=b', '2026-01-02'])('stays as it is when it is %j', (text) => {
    expect(withoutFormula(text)).toBe(text)
  })
})
