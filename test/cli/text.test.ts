import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conservation, conservationLine } from '../../src/cli/conservation.ts'
import { printable } from '../../src/cli/printable.ts'
import { settingsFrom } from '../../src/cli/settings-options.ts'
import { table } from '../../src/cli/table.ts'
import { clipToWidth, textWidth } from '../../src/cli/text-width.ts'
import { durationText } from '../../src/cli/times.ts'
import { laidOver } from '../../src/config/nested.ts'

describe('a table', () => {
  test('lines up cells of wide characters, combining marks and emoji', () => {
    const columns = [{ title: 'name' }, { title: 'count', align: 'right' as const }]
    const text = table(columns, [
      ['Zoë', 1],
      ['e\u0301e\u0301', 20],
      ['山田', 300],
      ['🎓', null],
    ])
    const lines = stripVTControlCharacters(text).trimEnd().split('\n')
    expect(lines).toEqual(['name  count', 'Zoë       1', 'e\u0301e\u0301       20', '山田    300', '🎓'])
  })

  test('sends no control character of a value to the terminal', () => {
    const text = table([{ title: 'file' }], [['\u001b[2Jevil\u202e.csv\nnext']])
    expect(stripVTControlCharacters(text).split('\n')).toEqual([
      'file',
      '\\u{1b}[2Jevil\\u{202e}.csv\\u{a}next',
      '',
    ])
  })

  test('cuts long cells to their width', () => {
    expect(clipToWidth('abcdef', 6)).toBe('abcdef')
    expect(clipToWidth('abcdefg', 6)).toBe('abcde…')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(textWidth(clipToWidth(text, width))).toBeLessThanOrEqual(width)
      }),
    )
  })

  test('of printable text never holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

describe('the sum of a run', () => {
  test('says what was read and what became of it', () => {
    const sum = conservation(10, { created: 2, unenrolled: 1, unchanged: 4, rejected: 3 })
    expect(conservationLine(sum)).toBe('10 read = 3 applied + 4 unchanged + 0 held + 0 waiting + 3 rejected')
    expect(conservationLine({ ...sum, read: 11 })).toContain('11 read ≠ ')
  })

  test.each([
    [84, '84 ms'],
    [3_160, '3.2 s'],
    [125_000, '2 min 5 s'],
    [12_000_000, '3 h 20 min'],
  ])('tells %d milliseconds as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })
})

describe('settings of the command line', () => {
  test('lie over those of the feed, name by name', async () => {
    const feed = { separator: ',', newUserEmail: { enabled: false, subject: 'Hello' } }
    const set = ['separator=;', 'newUserEmail.enabled=true', 'identifyBy=["email"]', 'createOrUpdate=true']
    expect(await settingsFrom({ set }, feed)).toEqual({
      separator: ';',
      newUserEmail: { enabled: true, subject: 'Hello' },
      identifyBy: ['email'],
      createOrUpdate: true,
    })
  })

  test('may hold an equals sign and line breaks in a value', async () => {
    expect(await settingsFrom({ set: ['newUserEmail.template=<a href="x">\nb</a>'] })).toEqual({
      newUserEmail: { template: '<a href="x">\nb</a>' },
    })
  })

  test('cannot reach the prototype of objects', async () => {
    const settings = await settingsFrom({ set: ['__proto__.polluted=true'] }, { a: 1 })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.keys(settings)).toEqual(['a', '__proto__'])
    expect(Object.keys(laidOver({}, settings))).toEqual(['a', '__proto__'])
  })
})
