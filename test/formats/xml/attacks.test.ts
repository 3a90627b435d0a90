import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../../../src/formats/format.ts'
import {
  MAX_ATTRIBUTE_LENGTH,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_NAME_LENGTH,
  MAX_TEXT_LENGTH,
} from '../../../src/formats/xml/limits.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'
import { endlessFile } from './endless-file.ts'
import { told, toldOf } from './told.ts'

/** The reader may take so many bytes more: a chunk of the file for its head, and what is left of the last chunk. */
const SLACK = 200_000

describe('files without end are refused early', () => {
  test.each([
    ['a text', '<a>', 'x', 'RB-1114', MAX_TEXT_LENGTH],
    ['a text of references', '<a>', '&#65;', 'RB-1114', MAX_TEXT_LENGTH],
    ['a text of many bytes each', '<a>', '€', 'RB-1114', 3 * MAX_TEXT_LENGTH],
    ['a comment', '<a><!--', ' x', 'RB-1114', MAX_TEXT_LENGTH],
    ['a CDATA section', '<a><![CDATA[', ']', 'RB-1114', MAX_TEXT_LENGTH],
    ['a processing instruction', '<a><?x', ' ?', 'RB-1114', MAX_TEXT_LENGTH],
    ['a document type', '<!DOCTYPE a [', '<!ENTITY b "c">', 'RB-1114', MAX_TEXT_LENGTH],
    ['an element name', '<a', 'a', 'RB-1114', MAX_TEXT_LENGTH],
    ['the name of an end tag', '<a></a', 'a', 'RB-1114', MAX_TEXT_LENGTH],
    ['an attribute value', '<a b="', 'x', 'RB-1114', MAX_TEXT_LENGTH],
    ['a reference', '<a>&', 'x', 'RB-1114', MAX_TEXT_LENGTH],
    ['blanks before the document', '', ' \n', 'RB-1114', MAX_TEXT_LENGTH],
    ['blanks behind the document', '<a/>', '\n', 'RB-1114', MAX_TEXT_LENGTH],
    ['a declaration', '<?xml version="1.0"', ' ', 'RB-1103', 0],
    ['nested elements', '', '<a>', 'RB-1109', 3 * MAX_DEPTH],
    ['attributes', '<a ', 'b="1" ', 'RB-1110', 6 * MAX_ATTRIBUTES],
    ['other text', '', 'a,b\n', 'RB-1105', 0],
    ['NULs', '<a>', '\0', 'RB-1106', 0],
  ])('%s', async (_, start, filler, code, most) => {
    const { file, handedOut } = endlessFile(start, filler)
    const finding = await refusalOf(() => toldOf(file))
    expect(finding.code).toBe(code)
    expect(handedOut()).toBeLessThan(most + SLACK)
  })
})

describe('limits', () => {
  const deep = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
  const wide = (count: number) => `<a ${Array.from({ length: count }, (_, i) => `b${i}="1"`).join(' ')}/>`

  test.each([
    ['depth', deep(MAX_DEPTH), deep(MAX_DEPTH + 1), 'RB-1109'],
    ['attributes', wide(MAX_ATTRIBUTES), wide(MAX_ATTRIBUTES + 1), 'RB-1110'],
    ['element name', `<${'a'.repeat(MAX_NAME_LENGTH)}/>`, `<${'a'.repeat(MAX_NAME_LENGTH + 1)}/>`, 'RB-1111'],
    [
      'attribute name',
      `<a ${'b'.repeat(MAX_NAME_LENGTH)}=""/>`,
      `<a ${'b'.repeat(MAX_NAME_LENGTH + 1)}=""/>`,
      'RB-1111',
    ],
    [
      'attribute value',
      `<a b="${'x'.repeat(MAX_ATTRIBUTE_LENGTH)}"/>`,
      `<a b="${'x'.repeat(MAX_ATTRIBUTE_LENGTH + 1)}"/>`,
      'RB-1112',
    ],
    ['text', `<a>${'x'.repeat(MAX_TEXT_LENGTH)}</a>`, `<a>${'x'.repeat(MAX_TEXT_LENGTH + 1)}</a>`, 'RB-1113'],
    [
      'CDATA section',
      `<a><![CDATA[${'x'.repeat(MAX_TEXT_LENGTH)}]]></a>`,
      `<a><![CDATA[${'x'.repeat(MAX_TEXT_LENGTH + 1)}]]></a>`,
      'RB-1113',
    ],
  ])('of %s: what reaches it is read, what passes it is refused', async (_, good, bad, code) => {
    expect(told(good).length).toBeGreaterThan(1)
    expect((await refusalOf(() => told(bad))).code).toBe(code)
  })

  test('a long comment is read over, with the tags in it', () => {
    expect(told(`<a><!--${' <person/>\n'.repeat(80_000)}--></a>`)).toEqual(['open a at 1:1', 'close'])
  })

  test('many small pieces are no long one', () => {
    expect(told(`<a>${'<b/>'.repeat((MAX_TEXT_LENGTH / 4) | 0)}<c/></a>`).length).toBeGreaterThan(250_000)
  })
})

describe('entities', () => {
  test.each([
    ['a bomb of entities', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>\n<a>&c;</a>', 'RB-1107'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', 'RB-1107'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost/x"> %b;]><a/>', 'RB-1107'],
    ['an empty internal part', '<!DOCTYPE a []><a/>', 'RB-1107'],
    ['an internal part behind an external one', '<!DOCTYPE a SYSTEM "a.dtd" [ ]><a/>', 'RB-1107'],
    ['an entity of nobody', '<!DOCTYPE a SYSTEM "a.dtd"><a>&nbsp;</a>', 'RB-1108'],
    ['an entity in an attribute', '<a b="&b;"/>', 'RB-1108'],
    ['an entity with the name of what every object has', '<a>&constructor;</a>', 'RB-1108'],
  ])('%s: refused', async (_, text, code) => {
    expect((await refusalOf(() => told(text))).code).toBe(code)
  })

  test.each([
    '<!DOCTYPE a>',
    '<!DOCTYPE a SYSTEM "http://localhost:1/a[1].dtd">',
    `<!DOCTYPE a PUBLIC '-//IMS//[DTD]//EN' "ims_epv1p1.dtd">`,
  ])('%s names a DTD, which is not fetched', (doctype) => {
    expect(told(`${doctype}<a/>`)).toEqual([`open a at 1:${doctype.length + 1}`, 'close'])
  })

  test('five are known, and numbers', () => {
    expect(told('<a>&amp;&lt;&gt;&quot;&apos;&#233;&#xe9;&#x1F600;</a>')[1]).toBe(
      `text ${JSON.stringify(`&<>"'éé😀`)}`,
    )
  })
})

test('a file that changes its encoding on the way is refused with the line', async () => {
  const bytes = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\r\n<a>\r\n<b>Zoë</b>\r<c>'),
    Buffer.from('Zoë', 'latin1'),
    Buffer.from('</c></a>'),
  ])
  for (const pieceSize of [1, 7, 65_536]) {
    const finding = await refusalOf(() => toldOf(xmlFile(bytes, pieceSize)))
    expect(finding).toMatchObject({ code: 'RB-1101', value: 'utf-8' })
    expect(finding.message).toContain('Line 4 ')
  }
})

function xmlFile(bytes: Uint8Array, pieceSize: number): SourceFile {
  return bytesFile(bytes, undefined, pieceSize, 'a.xml')
}
