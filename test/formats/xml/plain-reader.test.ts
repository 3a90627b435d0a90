import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NotPlain } from '../../../src/formats/xml/plain-reader.ts'
import { tries } from '../../support/arbitrary-actions.ts'
import { mulberry32, mutate } from '../mutations.ts'
import { told, toldPlainly } from './told.ts'

const SAMPLES = join(import.meta.dirname, '../ims-enterprise/files')

const PLAIN = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE a',
  '  SYSTEM "a.dtd">',
  '<!-- <hidden/> -->',
  '<a one="1"',
  "   two='&lt;2&#33;&#x1F469; \tthree'>",
  '  <b>x &amp; <![CDATA[<y> & ]]>z</b><c',
  '/><!-- one',
  '--><d/> <ns:e  >Zoë 👩🏽‍🎓 > ]] &#13;</ns:e',
  '>é👩<f/>',
  '</a>',
  '',
].join('\n')

/** What a document is made of, and what trips readers. */
const PIECES = [
  ...['<a>', '</a>', '<b x="1">', '</b>', '<c/>', '<a:d y=\'é\' z="&amp;">', '</a:d>', '<e\n>', '</e >'],
  ...[
    'text',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    'é',
    '👩',
    '&lt;',
    '&#65;',
    '&#x1F469;',
    '&#0;',
    '&#xD800;',
    '&b;',
    '&',
    ';',
  ],
  ...[
    '<!-- c -->',
    '<!---->',
    '<!-- a -- b -->',
    '<![CDATA[]]>',
    '<![CDATA[x]]>',
    ']]>',
    ']]',
    '<!',
    '<?',
    '<?pi x?>',
  ],
  ...['<', '>', '/', '"', "'", '=', '--', '\0', '\ufeff', '\x1f', '\ufffe', '\ud800', '\udc00'],
  ...[
    '<x a="1" a="2">',
    '<x a=1>',
    '<x a="<">',
    '<x a="1"b="2">',
    '<1>',
    '<é>',
    '</é>',
    '<x a="\n\t">',
    '</x>',
  ],
  ...[
    '<!DOCTYPE a>',
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    "<?xml version='1.0' standalone='yes' ?>",
  ],
]

const UNWANTED = ['b', 'p:q']

/** Whole elements, mostly, and what looks like their ends and is none. */
const KNOWN_PIECES = [
  ...[
    '<b>',
    '</b>',
    '<b>x</b>',
    '<b\n>\n<c/></b >',
    '<b><b>y</b></b>',
    '<bc></bc>',
    '<b/>',
    '<k>',
    '</k>',
    '<k>z</k>',
  ],
  ...[
    '<!-- </b> -->',
    '<![CDATA[</b>]]>',
    '<b><!-- </b> --></b>',
    '<b>&lt;/b></b>',
    '<p:q a="b">é👩\n</p:q>',
    '\n',
    'text',
  ],
]

/** Elements of which each could be taken for another one that stood there before. */
const ALIKE = [
  ...['<a/>', '<a></a>', '<ab/>', '<a b="1"/>', '<a b="12"/>', '<a b="1" c=""/>', '<a b="1" />', '<a\n/>'],
  ...['<a.b>x</a.b>', '<a:b/>', '\n', 'text'],
  `<a b="${'long'.repeat(60)}"/>`,
]

/** What the other reader tells, or why it refuses. */
function strictly(text: string): string[] | string {
  try {
    return told(text)
  } catch (error) {
    return String(error)
  }
}

/** Null: it is not plain. */
function plainly(text: string, pieceSize?: number): string[] | null {
  try {
    return toldPlainly(text, pieceSize)
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

describe('a plain document', () => {
  test('is told as the other reader tells it, in pieces of any size and with any line ends', () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const document = PLAIN.replaceAll('\n', lineEnd)
      const expected = strictly(document)
      expect(expected).toBeInstanceOf(Array)
      for (let size = 1; size <= document.length; size++)
        expect(plainly(document, size), `${size}`).toEqual(expected)
    }
  })

  test.each(['grouped.xml', 'plain.xml', 'one-line.xml'])('%s is one', (name) => {
    const text = readFileSync(join(SAMPLES, name), 'utf8')
    expect(plainly(text)).toEqual(strictly(text))
  })

  test.each([
    ['with a document type that defines', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
    ['with two document types', '<!DOCTYPE a><!DOCTYPE a><a/>'],
    ['with a processing instruction', '<a><?pi?></a>'],
    ['with a name that has other letters', '<é/>'],
    ['that says 1.1', '<?xml version="1.1"?><a/>'],
    ['with more levels than are read', '<a>'.repeat(101) + '</a>'.repeat(101)],
    ['with a text that no record has', `<a>${'x'.repeat(70_000)}</a>`],
    ['with a tag that no record has', `<a b="${'x'.repeat(70_000)}"/>`],
    ['that ends too early', '<a><b/>'],
    ['that goes on', '<a/><b/>'],
    ['without anything in it', ''],
  ])('is none %s', (_, text) => {
    expect(plainly(text) === null).toBe(true)
  })
})

describe('whatever the document,', () => {
  test('it is told as the other reader tells it, or not judged', () => {
    const content = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''))
    const document = fc
      .tuple(content, fc.boolean())
      .map(([text, inRoot]) => (inRoot ? `<r>${text}</r>` : text))
    let plain = 0
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const here = plainly(text, size)
        if (here === null) return
        plain++
        expect(here).toEqual(strictly(text))
      }),
      tries(20_000),
    )
    expect(plain).toBeGreaterThan(100)
  })

  test('and of elements that are much like one another each is told as itself', () => {
    const content = fc.array(fc.constantFrom(...ALIKE), { maxLength: 30 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 60 }), (inside, size) => {
        const text = `<r>${inside}</r>`
        const expected = strictly(text)
        expect(plainly(text, size)).toEqual(expected)
        expect(plainly(text)).toEqual(expected)
      }),
      tries(2_000),
    )
  })

  test('and when it is known, what nobody wants is left out and changes nothing else', () => {
    const inside = fc
      .array(fc.constantFrom(...KNOWN_PIECES), { maxLength: 12 })
      .map((pieces) => pieces.join(''))
    let leftOut = 0
    fc.assert(
      fc.property(fc.array(inside, { maxLength: 3 }), fc.integer({ min: 1, max: 60 }), (parts, size) => {
        const text = `<r>${parts.join('<b>1</b><k/>')}<k/></r>`
        if (plainly(text, size) === null) return
        const expected = told(text, undefined, UNWANTED)
        expect(toldPlainly(text, size, UNWANTED)).toEqual(expected)
        expect(toldPlainly(text, undefined, UNWANTED)).toEqual(expected)
        leftOut++
      }),
      tries(20_000),
    )
    expect(leftOut).toBeGreaterThan(1000)
  })

  test.each(['grouped.xml', 'plain.xml', 'one-line.xml'])('also a damaged copy of %s', (name) => {
    const bytes = readFileSync(join(SAMPLES, name))
    let plain = 0
    for (let seed = 1; seed <= 500; seed++) {
      const text = new TextDecoder().decode(seed % 2 === 0 ? mutate(bytes, seed) : spliced(bytes, seed))
      const here = plainly(text, 1 + ((seed * 37) % 500))
      if (here === null) continue
      plain++
      expect(here, `seed ${seed}`).toEqual(strictly(text))
    }
    expect(plain).toBeGreaterThan(20)
  })
})

function spliced(bytes: Uint8Array, seed: number): Uint8Array {
  const random = mulberry32(seed)
  const at = Math.floor(random() * bytes.length)
  const piece = PIECES[Math.floor(random() * PIECES.length)]!
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(piece), bytes.subarray(at)])
}
