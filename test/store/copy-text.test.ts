import { describe, expect, test } from 'vitest'
import { copyCell, copyRow, copyText } from '../../src/store/copy-text.ts'
import { refused } from '../support/refused.ts'

describe('the text of COPY', () => {
  test.each([
    [null, '\\N'],
    [true, 't'],
    [false, 'f'],
    [0, '0'],
    [-1.5, '-1.5'],
    ['', ''],
    ['Zoë O’Hara', 'Zoë O’Hara'],
    ['\\N', '\\\\N'],
    ['a\tb\nc\rd\\e', 'a\\tb\\nc\\rd\\\\e'],
    ['\\.', '\\\\.'],
  ])('spells %j as %j', (value, cell) => {
    expect(copyCell(value)).toBe(cell)
  })

  test('has a line a row and tabs between cells', () => {
    expect(copyRow(['a', null, 1])).toBe('a\t\\N\t1\n')
    expect(copyText([['a'], ['b']])).toBe('a\nb\n')
    expect(copyText([])).toBe('')
  })

  test('refuses a NUL character', async () => {
    expect(await refused((async () => copyCell('a\u0000b'))())).toMatchObject({ code: 'RB-6046' })
  })
})
