import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import { MAX_COLUMNS, MAX_RECORD_LENGTH } from '../../../src/formats/csv/limits.ts'
import { CsvReader } from '../../../src/formats/csv/reader.ts'
import type { CsvRecord } from '../../../src/formats/csv/record.ts'

function readPieces(pieces: readonly string[], separator = ','): CsvRecord[] {
  const reader = new CsvReader(separator)
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}

function read(text: string, separator = ','): CsvRecord[] {
  return readPieces([text], separator)
}

function refusalOf(work: () => unknown): RollbookError {
  try {
    work()
  } catch (error) {
    if (error instanceof RollbookError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const cellsOf = (text: string, separator?: string) => read(text, separator).map((record) => record.cells)
const linesOf = (text: string) => read(text).map((record) => record.line)

describe('lines', () => {
  test('LF and CRLF end lines, also mixed, and the last line needs no end', () => {
    expect(cellsOf('a,b\r\nc,d\ne,f')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
  })

  test('a carriage return inside a line belongs to its value', () => {
    expect(cellsOf('a,b\nc\rd,e\n')[1]).toEqual(['c\rd', 'e'])
  })

  test('a carriage return that the end of the file cut off its line feed is no value', () => {
    expect(cellsOf('a,b\r\nc,d\r')[1]).toEqual(['c', 'd'])
  })

  test('blank lines are skipped, counted, and count as lines of the file', () => {
    const reader = new CsvReader(',')
    const records = [...reader.push('\n\r\na,b\n\nc,d\n\n'), ...reader.end()]
    expect(records.map((record) => record.line)).toEqual([3, 5])
    expect(reader.blankLines).toBe(4)
    expect(reader.count).toBe(2)
  })

  test('a record starts on the line after a value with line breaks ends', () => {
    expect(linesOf('a,b\n"1\n2\r\n3",x\nc,d\n"\n",\n"",z')).toEqual([1, 2, 5, 6, 8])
  })

  test('a file whose lines end with carriage returns alone is refused and told so', () => {
    for (const text of ['a,b\rc,d\r', 'a,b\rc,d', 'a,"b\nc"\rd,e', 'a\r'.repeat(MAX_RECORD_LENGTH)]) {
      expect(refusalOf(() => read(text)).finding.code).toBe('RB-1020')
    }
  })

  test('a quoted carriage return is no line end', () => {
    expect(cellsOf('a,"b\rc"')).toEqual([['a', 'b\rc']])
  })
})

describe('quotes', () => {
  test('quoted values may hold separators, line breaks and doubled quotes', () => {
    expect(cellsOf('"a,b","c\nd","e""f","""",""\n')).toEqual([['a,b', 'c\nd', 'e"f', '"', '']])
  })

  test('a backslash does not escape a quote', () => {
    expect(cellsOf('"a\\",b\n')).toEqual([['a\\', 'b']])
  })

  test('text after a closing quote is a fault of that record alone', () => {
    const records = read('a,b\nx,"1\n2"3\nc,d\n')
    expect(records[1]).toMatchObject({ line: 2, fault: { kind: 'textAfterQuote', cell: 1, line: 3 } })
    expect(records[2]).toEqual({ line: 4, cells: ['c', 'd'], fault: null })
  })

  test('a quote inside an unquoted value is a fault of that record alone', () => {
    const records = read('a,b\nx"y,z\nc,d\n')
    expect(records[1]).toMatchObject({ line: 2, fault: { kind: 'quoteInsideValue', cell: 0, line: 2 } })
    expect(records[2]).toEqual({ line: 3, cells: ['c', 'd'], fault: null })
  })

  test('a quote that never closes refuses the file, naming the line where it opens', () => {
    const { finding } = refusalOf(() => read('a,b\n"1\n2","3\nc,d\n'))
    expect(finding.code).toBe('RB-1021')
    expect(finding.message).toContain('line 3')
  })
})

describe('separators', () => {
  test.each([',', ';', '\t'])('%j separates cells, and other separators do not', (separator) => {
    const text = `a${separator}"b${separator}c"${separator}d,;\te`
    const expected = ['a', `b${separator}c`, ...`d,;\te`.split(separator)]
    expect(cellsOf(text, separator)).toEqual([expected])
  })
})

describe('limits', () => {
  test('an endless line is refused before more than one record is held', () => {
    const reader = new CsvReader(',')
    let pushed = 0
    const error = refusalOf(() => {
      for (; pushed < 1_000; pushed++) reader.push('x'.repeat(65_536))
    })
    expect(error.finding.code).toBe('RB-1022')
    expect(pushed * 65_536).toBeLessThanOrEqual(MAX_RECORD_LENGTH + 65_536)
  })

  test('an endless quoted value is refused with the line where it opens', () => {
    const { finding } = refusalOf(() => read(`a,b\nc,"${'x\n'.repeat(MAX_RECORD_LENGTH)}`))
    expect(finding.code).toBe('RB-1029')
    expect(finding.message).toContain('line 2')
  })

  test('the longest record is accepted, with and without quotes, however it arrives', () => {
    const longest = 'x'.repeat(MAX_RECORD_LENGTH)
    expect(cellsOf(`${longest}\n`)).toEqual([[longest]])
    const quoted = `"${'x'.repeat(MAX_RECORD_LENGTH - 3)}"`
    expect(read(`${quoted}\n`)).toHaveLength(1)
    expect(refusalOf(() => read(`x${longest}\n`)).finding.code).toBe('RB-1022')
  })

  test('of more columns than the limit one more is kept, to be told from the limit', () => {
    expect(read(`${','.repeat(MAX_COLUMNS * 3)}\n`)[0]!.cells).toHaveLength(MAX_COLUMNS + 1)
    expect(read(`"",${','.repeat(MAX_COLUMNS * 3)}\n`)[0]!.cells).toHaveLength(MAX_COLUMNS + 1)
  })
})

test('records beyond those to be kept are counted all the same', () => {
  const reader = new CsvReader(',', 1)
  const records = [...reader.push('a,b\n1,2\n\n"3\n","4"\n5,6'), ...reader.end()]
  expect(records).toEqual([{ line: 1, cells: ['a', 'b'], fault: null }])
  expect(reader).toMatchObject({ count: 4, blankLines: 1 })
})

describe('any cells', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', '𝒳', '"', ',', ';', '\n', '\r', ' ', '\\') }),
    fc.string(),
  )
  const table = fc.array(
    fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n')),
    {
      minLength: 1,
      maxLength: 12,
    },
  )

  /** Writes cells, quoting where needed or wanted, and the line on which each record starts. */
  function write(rows: readonly (readonly [string[], string])[], wish: readonly boolean[], lastEnd: boolean) {
    let text = ''
    let wishes = 0
    const lines: number[] = []
    for (const [index, [cells, end]] of rows.entries()) {
      lines.push(text.split('\n').length)
      const written = cells.map((value) => {
        const quoted = /[",\r\n]/.test(value) || cells.length === 1 || wish[wishes++ % wish.length]
        return quoted ? `"${value.replaceAll('"', '""')}"` : value
      })
      text += written.join(',') + (index < rows.length - 1 || lastEnd ? end : '')
    }
    return { text, lines }
  }

  test('written with any quoting and line ends and cut anywhere, they read back the same, with their lines', () => {
    const wishes = fc.array(fc.boolean(), { minLength: 1 })
    const cuts = fc.array(fc.nat(), { maxLength: 6 })
    fc.assert(
      fc.property(table, wishes, fc.boolean(), cuts, (rows, wish, lastEnd, at) => {
        const { text, lines } = write(rows, wish, lastEnd)
        const places = [0, ...at.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b)
        const pieces = places.slice(1).map((place, i) => text.slice(places[i], place))
        const records = readPieces(pieces)
        expect(records.map((record) => record.cells)).toEqual(rows.map(([cells]) => cells))
        expect(records.map((record) => record.line)).toEqual(lines)
        expect(records.every((record) => record.fault === null)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('whatever the text, cutting it into single characters changes nothing', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 40 })
    const outcome = (pieces: readonly string[]) => {
      try {
        return readPieces(pieces)
      } catch (error) {
        if (error instanceof RollbookError) return error.message
        throw error
      }
    }
    fc.assert(
      fc.property(text, (whole) => {
        expect(outcome(whole.split(''))).toEqual(outcome([whole]))
      }),
      { numRuns: 2_000 },
    )
  })
})
