import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WordCount } from '../../../src/formats/csv/word-count.ts'

test('words are counted alike in whatever pieces the text comes', () => {
  const text = fc
    .array(fc.constantFrom('delete', 'dele', 'te', 'disable', 'x', 'e', ','))
    .map((all) => all.join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat(8)), (whole, lengths) => {
      const words = new WordCount(['delete', 'disable'])
      let rest = whole
      for (const length of lengths) {
        words.push(rest.slice(0, length))
        rest = rest.slice(length)
      }
      words.push(rest)
      expect(words.count).toBe(whole.match(/delete|disable/g)?.length ?? 0)
    }),
  )
})
