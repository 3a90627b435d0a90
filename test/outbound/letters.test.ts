import { describe, expect, test } from 'vitest'
import { letterOf } from '../../src/outbound/letters.ts'

const graded = (grade: string, min = '0', max = '100', letters: [string, string][] | null = null) =>
  letterOf({ grade, min, max, letters })

describe('the letter of a grade', () => {
  test.each([
    ['93', 'A'],
    ['92.99999', 'A-'],
    ['92.996', 'A-'],
    ['60', 'D'],
    ['59.99', 'F'],
    ['0', 'F'],
    ['-3', 'F'],
    ['120', 'A'],
  ])('%s of a hundred is %s', (grade, letter) => {
    expect(graded(grade)).toBe(letter)
  })

  test('goes by the share of the range, exactly', () => {
    expect(graded('18', '0', '20')).toBe('A-')
    expect(graded('3', '1', '5')).toBe('F')
    // 93 per cent of a third, which no floating number holds.
    expect(graded('0.31', '0', '0.33333333')).toBe('A')
    expect(graded('0.30999999', '0', '0.33333333')).toBe('A-')
  })

  test('is the highest where the range has no width', () => {
    expect(graded('5', '5', '5')).toBe('A')
  })

  test('is one of the course, in whatever order they are told', () => {
    const own: [string, string][] = [
      ['40', 'Pass'],
      ['70', 'Distinction'],
    ]
    expect([
      graded('70', '0', '100', own),
      graded('40', '0', '100', own),
      graded('39.99', '0', '100', own),
    ]).toEqual(['Distinction', 'Pass', null])
  })
})
