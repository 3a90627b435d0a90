import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countedName, firstFreeName } from '../../../src/domain/values/counted-name.ts'

describe('a taken name', () => {
  test.each([
    ['user', '', ['user'], 'user2'],
    ['user', '', ['user', 'user2', 'user3'], 'user4'],
    ['user9', '', ['user9'], 'user10'],
    ['user07', '', ['user07'], 'user8'],
    ['C1', '_', ['C1', 'C2'], 'C3'],
    ['taken', '_', ['taken', 'taken_2'], 'taken_3'],
    ['taken', '_', [], 'taken'],
    ['7', '', ['7'], '8'],
  ])('%s is counted up', (name, suffix, taken, free) => {
    expect(firstFreeName(name, suffix, (candidate) => taken.includes(candidate))).toBe(free)
  })

  test('with more digits than a number holds counts behind them', () => {
    const name = `x${'1'.repeat(20)}`
    const { stem, next } = countedName(name, '')
    expect(`${stem}${next - 1}`).toBe(name)
  })

  test('is followed by one that nobody has', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'a1', 'b_2'), fc.uniqueArray(fc.nat(12)), (name, numbers) => {
        const taken = new Set([name, ...numbers.map((number) => `a${number}`)])
        expect(taken).not.toContain(firstFreeName(name, '', (candidate) => taken.has(candidate)))
      }),
    )
  })
})
