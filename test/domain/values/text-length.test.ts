import fc from 'fast-check'
import { expect, test } from 'vitest'
import { characters, isLongerThan } from '../../../src/domain/values/text-length.ts'

const texts = fc.string({ unit: 'binary' })

test('counts code points', () => {
  expect(characters('')).toBe(0)
  expect(characters('Zoë')).toBe(3)
  expect(characters('😀')).toBe(1)
  expect(characters('\ud83d')).toBe(1)
  fc.assert(
    fc.property(texts, (text) => {
      expect(characters(text)).toBe([...text].length)
    }),
  )
})

test('a text is longer than a limit when its characters are more', () => {
  expect(isLongerThan('é'.repeat(100), 100)).toBe(false)
  expect(isLongerThan('é'.repeat(101), 100)).toBe(true)
  expect(isLongerThan('😀'.repeat(100), 100)).toBe(false)
  expect(isLongerThan('😀'.repeat(101), 100)).toBe(true)
  fc.assert(
    fc.property(texts, fc.nat({ max: 20 }), (text, limit) => {
      expect(isLongerThan(text, limit)).toBe([...text].length > limit)
    }),
  )
})
