import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encoder } from '../../../src/formats/encodings/encode.ts'
import { refusalOf } from '../../support/read-file.ts'

describe('text that is written in an encoding', () => {
  test.each(['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-2', 'koi8-r', 'macintosh'])(
    'is read again from %s',
    (label) => {
      const decoder = new TextDecoder(label, { ignoreBOM: true })
      const known = Array.from({ length: 255 }, (_, byte) =>
        new TextDecoder(label === 'utf-16le' ? 'utf-8' : label).decode(Uint8Array.of(byte + 1)),
      ).filter((character) => character !== '\ufffd' && character !== '\ufeff')
      const { text } = encoder(label)
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom(...known) }), (value) => {
          expect(decoder.decode(text(value))).toBe(value)
        }),
      )
    },
  )

  test('is refused when the encoding lacks a character', async () => {
    const { text } = encoder('windows-1252')
    expect(await refusalOf(() => text('Łódź'))).toMatchObject({ code: 'RB-5035', value: 'Ł' })
  })

  test.each(['shift_jis', 'gb18030', 'no-encoding'])('is refused when the encoding is %s', async (label) => {
    expect(await refusalOf(() => encoder(label))).toMatchObject({ code: 'RB-5033', value: label })
  })
})
