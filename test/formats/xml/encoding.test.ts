import { describe, expect, test } from 'vitest'
import { xmlEncoding } from '../../../src/formats/xml/encoding.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'
import { toldOf } from './told.ts'

const MARK = '\ufeff'

describe('the encoding of an XML file', () => {
  test.each([
    ['without anything', Buffer.from('<a>é€</a>'), 'utf-8'],
    ['with a mark', Buffer.from(`${MARK}<a>é€</a>`), 'utf-8'],
    ['as declared', declared('ISO-8859-1', 'latin1', '<a>é</a>'), 'windows-1252'],
    [
      'as declared, in single quotes',
      Buffer.from("<?xml version='1.0' encoding = 'latin1'?><a>é</a>", 'latin1'),
      'windows-1252',
    ],
    ['as declared, Windows', declared('Windows-1252', 'latin1', '<a>\x80</a>'), 'windows-1252'],
    ['as declared, Cyrillic', declared('koi8-r', 'latin1', '<a>\xc1</a>'), 'koi8-r'],
    ['UTF-16, marked', utf16(`${MARK}<?xml version="1.0" encoding="UTF-16"?><a>é€</a>`), 'utf-16le'],
    ['UTF-16, marked, not declared', utf16(`${MARK}<a>é€</a>`), 'utf-16le'],
    ['UTF-16, not marked', utf16('<?xml version="1.0" encoding="UTF-16"?><a>é€</a>'), 'utf-16le'],
    [
      'big-endian UTF-16, marked',
      swapped(utf16(`${MARK}<?xml version="1.0" encoding="utf-16"?><a>é€</a>`)),
      'utf-16be',
    ],
    ['big-endian UTF-16, not marked', swapped(utf16('<a>é€</a>')), 'utf-16be'],
  ])('%s', async (_, bytes, encoding) => {
    for (const pieceSize of [1, 3, 65_536]) {
      const file = bytesFile(bytes, undefined, pieceSize)
      expect(await xmlEncoding(file)).toEqual({ encoding, notice: null })
    }
    const text = new TextDecoder(encoding).decode(bytes).replace(/^.*<a>(.*)<\/a>$/, '$1')
    expect(await toldOf(bytesFile(bytes, undefined, 3))).toContain(`text ${JSON.stringify(text)}`)
  })

  test.each([
    [
      'a mark of UTF-8 and another declaration',
      Buffer.from(`${MARK}<?xml version="1.0" encoding="ISO-8859-1"?><a>é€</a>`),
      'utf-8',
    ],
    [
      'a mark of UTF-16 and another declaration',
      utf16(`${MARK}<?xml version="1.0" encoding="utf-8"?><a>é€</a>`),
      'utf-16le',
    ],
    ['UTF-8 that says UTF-16', declared('utf-16', 'utf8', '<a>é€</a>'), 'utf-8'],
  ])('is what the bytes show, with a notice: %s', async (_, bytes, encoding) => {
    const file = bytesFile(bytes)
    expect(await xmlEncoding(file)).toMatchObject({ encoding, notice: { code: 'RB-1104', value: encoding } })
    expect(await toldOf(file)).toContain('text "é€"')
  })

  test.each(['UTF-7', 'UTF-32', 'EBCDIC-CP-US', 'iso-2022-jp', 'x-user-defined', 'iso-2022-kr', ''])(
    'is refused when it is declared to be %j',
    async (name) => {
      const file = bytesFile(declared(name, 'utf8', '<a>+ADw-b/+AD4-</a>'))
      expect(await refusalOf(() => xmlEncoding(file))).toMatchObject({ code: 'RB-1102', value: name })
    },
  )

  test.each([
    ['fffe00003c000000', 'marked, little-endian'],
    ['0000feff0000003c', 'marked, big-endian'],
    ['3c00000061000000', 'not marked, little-endian'],
    ['0000003c00000061', 'not marked, big-endian'],
  ])('is refused when it is UTF-32: %s, %s', async (hex) => {
    const file = bytesFile(Buffer.from(hex, 'hex'))
    expect(await refusalOf(() => xmlEncoding(file))).toMatchObject({ code: 'RB-1102', value: 'UTF-32' })
  })

  test('is sought in files of any length', async () => {
    expect(await refusalOf(() => xmlEncoding(bytesFile('')))).toMatchObject({ code: 'RB-1100' })
    expect(await xmlEncoding(bytesFile('<'))).toMatchObject({ encoding: 'utf-8' })
    expect(await xmlEncoding(bytesFile('<?xml version="1.0"'))).toMatchObject({ encoding: 'utf-8' })
  })

  test('is not looked for beyond the declaration', async () => {
    const file = bytesFile('<?xml version="1.0"?><a encoding="UTF-7"/>')
    expect(await xmlEncoding(file)).toMatchObject({ encoding: 'utf-8' })
  })
})

describe('bytes that the encoding does not have refuse the file with their line', () => {
  test.each([
    ['half a character at the end', Buffer.from([...Buffer.from('<a>\n</a>\n'), 0xc3]), 'utf-8', 3],
    ['a byte that UTF-8 never has', Buffer.from([...Buffer.from('<a>\n\n\ufffd'), 0xff, 0x3c]), 'utf-8', 3],
    [
      'half a surrogate',
      Buffer.concat([utf16(`${MARK}<a>\n`), Buffer.from([0, 0xd8]), utf16('</a>')]),
      'utf-16le',
      2,
    ],
    ['a lone last byte', Buffer.concat([utf16(`${MARK}<a>\n</a>`), Buffer.from([10])]), 'utf-16le', 2],
  ])('%s', async (_, bytes, encoding, line) => {
    for (const pieceSize of [1, 4, 65_536]) {
      const finding = await refusalOf(() => toldOf(bytesFile(bytes, undefined, pieceSize)))
      expect(finding).toMatchObject({ code: 'RB-1101', value: encoding })
      expect(finding.message).toContain(`Line ${line} `)
    }
  })
})

function declared(name: string, as: BufferEncoding, content: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="${name}"?>${content}`, as)
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16()
}
