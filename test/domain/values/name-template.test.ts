import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillNameTemplate } from '../../../src/domain/values/name-template.ts'

const MARIA = { u: 'mlopez', f: 'maria josé', l: "O'NEIL" }

describe('a template', () => {
  test.each([
    ['%u@example.edu', 'mlopez@example.edu'],
    ['%l%f', "O'NEILmaria josé"],
    ['%-1f%-l', "mo'neil"],
    ['%+3f-%~l', "MAR-O'neil"],
    ['%~f', 'Maria José'],
    ['%0f', 'maria josé'],
    ['%12f', 'maria josé'],
    ['%3f', 'mar'],
    ['100%% %1u', '100% m'],
    ['%%f', '%f'],
    ['%x and %', '%x and %'],
    ['', ''],
  ])('%s gives %s', (template, filled) => {
    expect(fillNameTemplate(template, MARIA)).toBe(filled)
  })

  test('keeps characters whole when it cuts', () => {
    expect(fillNameTemplate('%2f', { f: '𝒜bc' })).toBe('𝒜b')
  })

  test('has nothing where the record has nothing, and knows the letters of its own upload only', () => {
    expect(fillNameTemplate('[%f] [%u]', { f: undefined })).toBe('[] [%u]')
  })

  test('does not fill what it has filled', () => {
    expect(fillNameTemplate('%f', { f: '%l%%', l: 'no' })).toBe('%l%%')
  })

  test('without a percent sign is what it gives', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('%')),
        (text) => fillNameTemplate(text, MARIA) === text,
      ),
    )
  })
})
