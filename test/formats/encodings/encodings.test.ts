import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from '../../../src/formats/encodings/decode.ts'
import { settleEncoding } from '../../../src/formats/encodings/settle.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { refusalOf } from '../../support/read-file.ts'

const HEADER = 'action,username,firstname\n'

async function textOf(bytes: string | Uint8Array, encoding: string, pieceSize?: number): Promise<string> {
  let text = ''
  for await (const piece of decode(bytesFile(bytes, undefined, pieceSize), encoding)) text += piece
  return text
}

const settle = (bytes: string | Uint8Array, setting: string) =>
  settleEncoding(bytesFile(bytes), setting, (encoding) => textOf(bytes, encoding))

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('decoding', () => {
  test('never splits a character, wherever the pieces end', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '李', '👩🏽‍🎓', '\n', '\ufffd', '\u0301'),
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (whole, size) => {
        expect(await textOf(whole, 'utf-8', size)).toBe(whole)
        expect(await textOf(utf16(whole), 'utf-16le', size)).toBe(whole)
      }),
    )
  })

  test('drops one byte order mark at the start, and none elsewhere', async () => {
    expect(await textOf('\ufeffa\ufeffb', 'utf-8', 1)).toBe('a\ufeffb')
    expect(await textOf(utf16('\ufeffa\ufeffb'), 'utf-16le', 1)).toBe('a\ufeffb')
  })

  test('reads the quotes and the euro sign of windows-1252', async () => {
    expect(await textOf(Uint8Array.of(0x80, 0x93, 0xe9, 0x94), 'windows-1252')).toBe('€“é”')
  })

  test.each([
    ['a stray byte', [0xe9], 3],
    ['an overlong form', [0xc0, 0xaf], 3],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80], 3],
    ['a character cut off at the end', [0xe2, 0x82], 3],
  ])('of UTF-8 with %s names the line', async (_, bad, line) => {
    const bytes = Buffer.concat([Buffer.from(`${HEADER}x,"\ufffd é"\n`), Uint8Array.from(bad)])
    for (const size of [1, 5, 1_000]) {
      const { code, message } = await refusalOf(() => textOf(bytes, 'utf-8', size))
      expect(code).toBe('RB-1003')
      expect(message).toContain(`Line ${line} `)
      expect(message).toContain('UTF-8')
    }
  })

  test('of another encoding names the line and the encoding', async () => {
    const bytes = Buffer.concat([Buffer.from(`${HEADER}x\n`), Uint8Array.of(0x81, 0xff)])
    const { code, message, value } = await refusalOf(() => textOf(bytes, 'shift_jis'))
    expect({ code, value }).toEqual({ code: 'RB-1004', value: 'shift_jis' })
    expect(message).toContain('Line 3 ')
  })

  test('refuses NUL characters in any encoding, naming the line', async () => {
    for (const [bytes, encoding] of [
      [Buffer.from(`${HEADER}a\0b`), 'utf-8'],
      [utf16(`${HEADER}a\0b`), 'utf-16le'],
      [latin1(`${HEADER}é\0b`), 'windows-1252'],
    ] as const) {
      const { code, message } = await refusalOf(() => textOf(bytes, encoding, 7))
      expect(code).toBe('RB-1006')
      expect(message).toContain('Line 2 ')
    }
  })
})

describe('the encoding of a file', () => {
  const text = `${HEADER}update,jgarcia,José Núñez\n`.repeat(5)

  test('is what its byte order mark says, before any setting', async () => {
    const settled = { encoding: 'utf-16le', guessed: false, result: text }
    expect(await settle(utf16(`\ufeff${text}`), 'windows-1252')).toEqual(settled)
    const swapped = utf16(`\ufeff${text}`).swap16()
    expect(await settle(swapped, 'utf-8')).toEqual({ ...settled, encoding: 'utf-16be' })
  })

  test('is UTF-8 when the bytes are, even if another one is named', async () => {
    expect(await settle(text, 'windows-1252')).toEqual({ encoding: 'utf-8', guessed: false, result: text })
  })

  test('is the named one when the bytes are not UTF-8', async () => {
    const settled = await settle(latin1(text), 'latin1')
    expect(settled).toEqual({ encoding: 'windows-1252', guessed: false, result: text })
  })

  test('is the named one at once when ASCII bytes mean something else in it', async () => {
    const kanji = Uint8Array.of(0x1b, 0x24, 0x42, 0x34, 0x41, 0x3b, 0x7a, 0x1b, 0x28, 0x42)
    expect(await settle(kanji, 'iso-2022-jp')).toMatchObject({ encoding: 'iso-2022-jp', result: '漢字' })
    expect(await settle(utf16(text), 'utf-16le')).toMatchObject({ encoding: 'utf-16le', result: text })
  })

  test('is UTF-8 or nothing by default', async () => {
    expect((await refusalOf(() => settle(latin1(text), 'utf-8'))).code).toBe('RB-1003')
    const { code, message } = await refusalOf(() => settle(utf16(text), 'utf-8'))
    expect(code).toBe('RB-1005')
    expect(message).toContain('utf-16le')
  })

  test.each([
    ['windows-1252', latin1(text), text],
    ['utf-16le', utf16(text), text],
    ['utf-16be', utf16(text).swap16(), text],
    ['utf-8', Buffer.from(text), text],
    ['windows-1252', latin1(`${HEADER}x,"\x93quoted\x94"\n`), `${HEADER}x,"“quoted”"\n`],
  ])('is guessed where the feed allows it: %s', async (encoding, bytes, result) => {
    const settled = await settle(bytes, 'detect')
    expect(settled).toEqual({ encoding, guessed: encoding !== 'utf-8', result })
  })

  test('is guessed for other scripts too', async () => {
    const rows = 'create,sivanov,Сергей,Иванов\ncreate,apetrova,Анна,Петрова\n'
    const cyrillic = `action,username,firstname,lastname\n${rows.repeat(20)}`
    const bytes = Uint8Array.from(cyrillic, (c) => {
      const code = c.charCodeAt(0)
      return code < 128 ? code : code - 0x410 + 0xc0
    })
    expect(await settle(bytes, 'detect')).toEqual({
      encoding: 'windows-1251',
      guessed: true,
      result: cyrillic,
    })
  })

  test('is no way around a refusal of what the text says', async () => {
    const refusal = new Error('the text is refused')
    const look = () => Promise.reject(refusal)
    await expect(settleEncoding(bytesFile(latin1(text)), 'detect', look)).rejects.toBe(refusal)
  })
})
