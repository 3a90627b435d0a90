import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../support/read-file.ts'
import { told } from './told.ts'

const DOCUMENT = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  "<!DOCTYPE a SYSTEM 'a[1].dtd'>",
  '<!-- <hidden/> -->',
  '<a one="1"',
  "   two='&lt;2&#33;'>",
  '  <b>x &amp; <![CDATA[<y> & ]]>z</b><c',
  '/><!-- one',
  '--><d/><?note',
  ' <e/> ?><ns:e>Zoë 👩🏽‍🎓</ns:e>é👩<f/>',
  '</a>',
  '',
].join('\n')

const TOLD = [
  'open a one=1 two=<2! at 4:1',
  'text "\\n  "',
  'open b at 6:3',
  'text "x & <y> & z"',
  'close',
  'open c at 6:37',
  'close',
  'open d at 8:4',
  'close',
  'open ns:e at 9:9',
  'text "Zoë 👩🏽‍🎓"',
  'close',
  'text "é👩"',
  'open f at 9:32',
  'close',
  'text "\\n"',
  'close',
]

describe('an XML document', () => {
  test('is told in its order, with the place of each start tag, references and CDATA resolved', () => {
    expect(told(DOCUMENT)).toEqual(TOLD)
  })

  test('is told alike in pieces of any size', () => {
    for (let size = 1; size <= DOCUMENT.length; size++) expect(told(DOCUMENT, size), `${size}`).toEqual(TOLD)
  })

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('has the lines that an editor shows when they end with %s', (_, lineEnd) => {
    for (let size = 1; size < 8; size++) {
      expect(told(DOCUMENT.replaceAll('\n', lineEnd), size)).toEqual(TOLD)
    }
  })

  test('may begin with blank lines', () => {
    expect(told(' \n\r\n\t\r <a\n>\n</a>', 3)).toEqual(['open a at 4:2', 'text "\\n"', 'close'])
  })

  test('may begin right behind its declaration', () => {
    expect(told('<?xml version="1.0"?><a/>')).toEqual(['open a at 1:22', 'close'])
  })

  test('keeps the text on both sides of a piece that is passed over', () => {
    expect(told('<a>one<!-- - --> two<?x y?> three</a>')).toContain('text "one two three"')
  })

  test('may have attributes with the names of what every object has', () => {
    expect(told('<a __proto__="1" constructor="2"/>')[0]).toBe('open a __proto__=1 constructor=2 at 1:1')
  })

  test('is read by the rules of XML 1.0 when it calls itself 1.1', async () => {
    const told11 = () => told('<?xml version="1.1"?>\n<a>&#31;</a>')
    expect(await refusalOf(told11)).toMatchObject({ code: 'RB-1106' })
    expect(told('<?xml version="1.1"?>\n<a>\u2028<b/></a>')).toContain('open b at 2:5')
  })

  test('gives back any text that was written into it', () => {
    const unit = fc.constantFrom(
      'a',
      'é',
      '👩',
      '&',
      '<',
      '>',
      ']',
      '"',
      "'",
      ';',
      ' ',
      '\n',
      '\t',
      '\u0085',
      '\u2028',
    )
    const text = fc.string({ unit, maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (value, size) => {
        const written = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;')
        const expected = value === '' ? [] : [`text ${JSON.stringify(value)}`]
        expect(told(`<a>${written}</a>`, size)).toEqual(['open a at 1:1', ...expected, 'close'])
      }),
    )
  })
})

describe('a damaged document is refused with the place of the damage', () => {
  test.each([
    ['', 'RB-1100', ''],
    [' \n ', 'RB-1100', ''],
    ['action,username\ncreate,asmith\n', 'RB-1105', 'line 1, column 1'],
    ['\n\n  {"users": []}', 'RB-1105', 'line 3, column 3'],
    ['+ADw-a+AD4-', 'RB-1105', 'line 1, column 1'],
    ['<a>\n<b>\n</a>', 'RB-1106', 'line 3, column 4'],
    ['<a>\n<b>', 'RB-1106', 'unclosed tag: b'],
    ['<a>\n', 'RB-1106', 'line 2, column 1'],
    ['<a></a>\n<b/>', 'RB-1106', 'only one root'],
    ['<a/>\n\nand more\n\n\n', 'RB-1106', 'line 1, column 5 (text data outside'],
    ['<a x=1/>', 'RB-1106', 'line 1, column 6'],
    ['<a x="1" x="2"/>', 'RB-1106', 'duplicate attribute: x'],
    ['<a>a\0b</a>', 'RB-1106', 'line 1, column 5'],
    ['<a>&#0;</a>', 'RB-1106', 'line 1, column 7'],
    ['<a>]]></a>', 'RB-1106', 'line 1, column 6'],
    ['\n<?xml version="1.0"?><a/>', 'RB-1106', 'start of the document'],
    ['<?xml version="1.0"?><?xml version="1.0"?><a/>', 'RB-1106', 'start of the document'],
    ['<?xml version="1.0"', 'RB-1106', 'line 1'],
    ['<!-- only -->', 'RB-1106', 'root element'],
    ['<a>caf&eacute;</a>', 'RB-1108', 'line 1, column 14'],
  ])('%j: %s', async (text, code, part) => {
    for (const size of [3, 100]) {
      const finding = await refusalOf(() => told(text, size))
      expect(finding.code).toBe(code)
      if (!(part.startsWith('line 1, column 5 (') && size === 3)) expect(finding.message).toContain(part)
    }
  })

  test('without repeating what the text holds', async () => {
    const { message, value } = await refusalOf(() => told('password,secret'))
    expect(`${message}${value ?? ''}`).not.toContain('secret')
  })
})
